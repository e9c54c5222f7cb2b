import { Readable } from 'node:stream'
import { CallerError } from '../../contracts/errors.js'
import { packTar } from '../../storage/archive/write-tar.js'
import type { BlobStore, StoredBlob } from '../../storage/blob-store.js'
import { hasArchiveName, onlyOne } from './archive-or-files.js'
import { LooseFiles } from './loose-files.js'

export interface NamedContent {
  /** May have folders, with `/`. */
  name: string
  content: Buffer
}

/**
 * Stores files as `receiveForm` stores those of a form: one archive byte for byte, loose files as a canonical tar.
 * Throws `CallerError` and `RejectedUpload`.
 */
export async function storeFiles(blobs: BlobStore, files: readonly NamedContent[]): Promise<StoredBlob> {
  const [first] = files
  if (!first) throw new CallerError('upload-empty', 'The submission has no files.')
  const archive = files.find(({ name }) => hasArchiveName(name) && !name.includes('/'))
  if (archive && files.length > 1) throw onlyOne()
  if (archive) return blobs.put(Readable.from([archive.content], { objectMode: false }))
  const loose = new LooseFiles()
  for (const { name, content } of files) if (!loose.leavesOut(name)) loose.add(name, content)
  return blobs.put(packTar(loose.tree))
}
