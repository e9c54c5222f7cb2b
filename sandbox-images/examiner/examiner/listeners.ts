import { readFile } from 'node:fs/promises'
import { examinerLimits } from '../../../contracts/protocol/bounds.js'
import type { ExpectedListener } from '../../../contracts/protocol/examiner.js'

/** A socket that takes connections. */
interface Listener {
  address: string
  port: number
  uid: number
}

const listening = '0A'
const ipv6Loopback = '00000000000000000000000001000000'

/**
 * Local addresses that take our connections, as /proc/net writes them, in the order in which they do: 127.0.0.1 first,
 * the more specific address before the less specific one, then ::1. Whether `::` takes connections to 127.0.0.1 as
 * well, the table does not say, so it comes with ::1.
 */
const addressLevels = [
  ['0100007F', '0000000000000000FFFF00000100007F'],
  ['00000000'],
  ['00000000000000000000000000000000', ipv6Loopback],
]

/**
 * Who takes connections to localhost on a port: the UIDs of all sockets that may, empty where none does.
 * A less specific socket of somebody else (such as `::`) is harmless beside a more specific one.
 */
export const findListenerUids = async (port: number): Promise<number[]> => uidsIn(await readListeners(), port)

export function uidsIn(listeners: readonly Listener[], port: number): number[] {
  const onPort = listeners.filter((listener) => listener.port === port)
  for (const addresses of addressLevels) {
    const uids = onPort.filter(({ address }) => addresses.includes(address)).map(({ uid }) => uid)
    if (uids.length > 0) return uids
  }
  return []
}

/** The host to write into a URL of the service on a port: its address of IPv4, unless it listens on ::1 alone. */
export const findHost = async (port: number): Promise<string> => hostIn(await readListeners(), port)

export function hostIn(listeners: readonly Omit<Listener, 'uid'>[], port: number): string {
  const addresses = listeners.filter((listener) => listener.port === port).map(({ address }) => address)
  return addresses.length > 0 && addresses.every((address) => address === ipv6Loopback) ? '[::1]' : '127.0.0.1'
}

/**
 * Where a service listens instead of on its port, in words ("port 3000 (on localhost only)") and as numbers; `null`
 * where it listens nowhere, or on its port by now.
 */
export async function describeListeners({
  port: expected,
  uid,
}: ExpectedListener): Promise<{ words: string; ports: number[] } | null> {
  const own = (await readListeners()).filter((listener) => listener.uid === uid)
  const ports = [...new Set(own.map(({ port }) => port))].sort((a, b) => a - b)
  if (ports.length === 0 || ports.includes(expected)) return null
  const isLoopback = own.every(({ address }) => !/^0+$/.test(address))
  return {
    words: `${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}${isLoopback ? ' (on localhost only)' : ''}`,
    ports: ports.slice(0, examinerLimits.ports),
  }
}

/** Whoever should hold the port of a member of the pod. Throws where the worker named nobody. */
export function findListener(listeners: readonly ExpectedListener[], name: string): ExpectedListener {
  const listener = listeners.find((candidate) => candidate.name === name)
  if (!listener) throw new Error(`The worker named no listener for ${name}.`)
  return listener
}

/**
 * The first expected listener whose port somebody else holds. A port that nobody holds is not foreign:
 * a stopped service has none.
 */
export async function findForeignListener(
  listeners: readonly ExpectedListener[],
): Promise<ExpectedListener | undefined> {
  for (const listener of listeners) {
    const uids = await findListenerUids(listener.port)
    if (uids.some((uid) => uid !== listener.uid)) return listener
  }
  return undefined
}

/** What a learner is told of a port that somebody else holds. */
export function describeTaken({ name, port }: ExpectedListener): string {
  if (name === 'subject') return `Port ${port} is used by a process that is not your service.`
  return `Port ${port} belongs to ${name}, but another process listens there: a service must listen on $PORT only.`
}

const readListeners = async (): Promise<Listener[]> =>
  (await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readRows))).flat()

async function readRows(file: string): Promise<Listener[]> {
  const table = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '' // A kernel without IPv6.
    throw error
  })
  return table.split('\n').slice(1).flatMap(parseRow)
}

function parseRow(line: string): Listener[] {
  const [, local = '', , state, , , , uid] = line.trim().split(/\s+/)
  if (state !== listening) return []
  const [address = '', port = ''] = local.split(':')
  return [{ address, port: Number.parseInt(port, 16), uid: Number(uid) }]
}
