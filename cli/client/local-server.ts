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
  const settings = parseSettings(text)
  const known = ['url', 'adminToken', 'redisUrl'] as const
  return Object.fromEntries(known.flatMap((key) => (typeof settings[key] === 'string' ? [[key, settings[key]]] : [])))
}

function parseSettings(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}
