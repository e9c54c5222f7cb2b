import { join } from 'node:path'

/** What the process tells the commands about its surroundings. */
export interface Settings {
  /** Where `npm start` keeps blobs and settings.json. */
  dataFolder: string
  server: string | undefined
  token: string | undefined
  redisUrl: string | undefined
  /** Where the container engine listens; the local socket when absent. */
  dockerHost: string | undefined
}

export const defaultServer = 'http://127.0.0.1:8080'

/** Reads the variables the commands know; an empty one counts as absent. */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  projectFolder: string,
): Settings {
  const read = (name: string) => environment[name]?.trim() || undefined
  return {
    dataFolder: read('ASSAY_DATA_DIR') ?? join(projectFolder, '.assay'),
    server: read('ASSAY_SERVER'),
    token: read('ASSAY_TOKEN'),
    redisUrl: read('REDIS_URL'),
    dockerHost: read('DOCKER_HOST'),
  }
}
