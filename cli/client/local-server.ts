import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** How to reach an Assay that `npm start` set up on this machine. */
export interface LocalServer {
  url?: string
  adminToken?: string
  redisUrl?: string
}

/** Reads what `npm start` left in the data folder; nothing where it never ran or its file is not ours to read. */
export async function readLocalServer(dataFolder: string): Promise<LocalServer> {
  const text = await readFile(join(dataFolder, 'settings.json'), 'utf8').catch(() => '{}')
  return {}
}
