import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupProblem } from './run-program.mjs'

/**
 * @typedef {object} Settings
 * @property {string} adminToken
 * @property {string} postgresPassword
 * @property {string} redisPassword
 * @property {number} postgresPort
 * @property {number} redisPort
 * @property {string} [url] where the API listens
 * @property {string} [redisUrl]
 */

/**
 * The settings that were made up on this machine: `adminToken`, `postgresPassword`, `redisPassword`, and the ports in
 * use. They live in settings.json of the data folder, readable by its owner only.
 * @param {string} dataFolder
 * @returns {Promise<Settings>}
 */
export async function readSettingsFile(dataFolder) {
  const path = join(dataFolder, 'settings.json')
  /** @type {Partial<Settings>} */
  let settings = {}
  try {
    settings = JSON.parse(await readFile(path, 'utf8'))
  } catch (thrown) {
    const error = /** @type {NodeJS.ErrnoException} */ (thrown)
    if (error.code !== 'ENOENT')
      throw new SetupProblem(`${path} cannot be read (${error.message}): fix it, or restore it from a backup.`)
  }
  return {
    adminToken: `assay_${randomBytes(32).toString('base64url')}`,
    postgresPassword: randomBytes(24).toString('base64url'),
    redisPassword: randomBytes(24).toString('base64url'),
    postgresPort: 15432,
    redisPort: 16379,
    ...settings,
  }
}

/**
 * Writes the settings whole or not at all.
 * @param {string} dataFolder
 * @param {Settings} settings
 */
export async function writeSettingsFile(dataFolder, settings) {
  const path = join(dataFolder, 'settings.json')
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  await writeFile(`${path}.new`, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
}
