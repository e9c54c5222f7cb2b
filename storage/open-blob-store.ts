import { fileURLToPath } from 'node:url'
import type { BlobStore } from './blob-store.js'
import { openFolderStore } from './folder-store.js'

/**
 * Opens the blob store that a URL names: `file:///path/to/folder`. Throws for a URL of another kind: a mistake
 * in the configuration, to be told at start.
 */
export async function openBlobStore(url: string): Promise<BlobStore> {
  if (url.startsWith('file:')) return await openFolderStore(fileURLToPath(url))
  throw new Error(`The blob store ${JSON.stringify(url)} has an unknown type; use file:///path/to/folder`)
}
