import { readFile } from 'node:fs/promises'

const listening = '0A'

/** Local addresses that take a connection to 127.0.0.1, as /proc/net writes them, the most specific first. */
const addressLevels = [
  ['0100007F', '0000000000000000FFFF00000100007F'],
  ['00000000'],
  ['00000000000000000000000000000000'],
]

/** @typedef {{ name: string, port: number, uid: number }} ExpectedListener */

/**
 * Who takes connections to 127.0.0.1 on a port: the UIDs of all sockets that may, empty where none does.
 * A less specific socket of somebody else (such as `::`) is harmless beside a more specific one.
 * @param {number} port @returns {Promise<number[]>}
 */
export async function findListenerUids(port) {
  const rows = (await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readRows))).flat()
  const onPort = rows.filter((row) => row.port === port)
  for (const addresses of addressLevels) {
    const uids = onPort.filter(({ address }) => addresses.includes(address)).map(({ uid }) => uid)
    if (uids.length > 0) return uids
  }
  return []
}

/**
 * The first expected listener whose port somebody else holds. A port that nobody holds is not foreign:
 * a stopped service has none.
 * @param {readonly ExpectedListener[]} listeners
 */
export async function findForeignListener(listeners) {
  for (const listener of listeners) {
    const uids = await findListenerUids(listener.port)
    if (uids.some((uid) => uid !== listener.uid)) return listener
  }
  return undefined
}

/** What a learner is told of a port that somebody else holds. @param {ExpectedListener} listener */
export function describeTaken({ name, port }) {
  if (name === 'subject') return `Port ${port} is held by a process that is not your service.`
  return `Port ${port} belongs to ${name}, and another process listens there: a service must listen on $PORT only.`
}

async function readRows(file) {
  const table = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return '' // A kernel without IPv6.
    throw error
  })
  return table.split('\n').slice(1).flatMap(parseRow)
}

function parseRow(line) {
  const [, local, , state, , , , uid] = line.trim().split(/\s+/)
  if (state !== listening) return []
  const [address, port] = local.split(':')
  return [{ address, port: Number.parseInt(port, 16), uid: Number(uid) }]
}
