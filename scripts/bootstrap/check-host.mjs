import { statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { SetupProblem } from './run-program.mjs'

/** @typedef {(folder: string) => Promise<{ bavail: number, bsize: number }>} StatFileSystem */

const gib = 1024 ** 3

/**
 * Throws unless this is Linux with a Node that the project runs on.
 * @param {string} platform
 * @param {string} nodeVersion
 */
export function checkSystem(platform = process.platform, nodeVersion = process.versions.node) {
  if (platform !== 'linux') {
    throw new SetupProblem(`Assay runs on Linux, but this is ${platform}: use a Linux machine, physical or virtual.`)
  }
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new SetupProblem(`Node ${nodeVersion} is too old: install Node 20.19 or newer (22 is a good choice).`)
}

/**
 * Throws unless `neededGb` are free where `folder` is, or will be.
 * @param {string} folder
 * @param {number} neededGb
 * @param {StatFileSystem} statFileSystem
 */
export async function checkDiskSpace(folder, neededGb, statFileSystem = statfs) {
  const { bavail, bsize } = await statFirstExisting(folder, statFileSystem)
  const freeGb = (bavail * bsize) / gib
  if (freeGb >= neededGb) return
  throw new SetupProblem(
    `Only ${freeGb.toFixed(1)} GB are free on the disk of ${folder}, but Assay needs ${neededGb} GB: free some space.`,
  )
}

/**
 * @param {string} folder
 * @param {StatFileSystem} statFileSystem
 * @returns {ReturnType<StatFileSystem>}
 */
async function statFirstExisting(folder, statFileSystem) {
  try {
    return await statFileSystem(folder)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT' || dirname(folder) === folder) throw error
    return statFirstExisting(dirname(folder), statFileSystem)
  }
}

/**
 * Throws when the address cannot be listened on.
 * @param {string} host
 * @param {number} port
 */
export async function checkPort(host, port) {
  const error = await tryToListen(host, port)
  if (error === undefined) return
  if (error.code === 'EADDRINUSE') {
    throw new SetupProblem(
      `Port ${port} on ${host} is in use (is Assay already running?): stop the program that uses it, or choose another port: PORT=${port + 1} npm start`,
    )
  }
  throw new SetupProblem(
    `Assay cannot listen on ${host}:${port} (${error.code}): choose another address with HOST and PORT.`,
  )
}

/**
 * The first port from `port` on that is free on `host`.
 * @param {string} host
 * @param {number} port
 */
export async function findFreePort(host, port) {
  while ((await tryToListen(host, port)) !== undefined) port += 1
  return port
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<NodeJS.ErrnoException | undefined>}
 */
function tryToListen(host, port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', resolve)
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}
