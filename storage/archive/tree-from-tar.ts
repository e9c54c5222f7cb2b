import type { Readable } from 'node:stream'
import type { SourceTree } from '../../contracts/source-tree.js'
import { uploadLimits, type UploadLimits } from '../../contracts/limits.js'
import { RejectedUpload } from '../rejected-upload.js'
import { readTarStream } from './read-tar.js'
import { UploadLedger } from './upload-ledger.js'

/**
 * Reads back a tar that `packTar` made, such as an exercise package from the blob store, exactly as it is: no folder
 * is taken off. We made it, so whatever is wrong with it is our fault: a plain error, never `RejectedUpload`.
 */
export async function treeFromTar(stream: Readable, limits: UploadLimits = uploadLimits): Promise<SourceTree> {
  const chunks = new Map<string, Buffer[]>()
  const openSink = (path: string) => {
    const content: Buffer[] = []
    chunks.set(path, content)
    return (chunk: Buffer) => content.push(chunk)
  }
  try {
    await readTarStream(stream, { limits, ledger: new UploadLedger(limits), openSink })
  } catch (error) {
    throw error instanceof RejectedUpload ? new Error('A tar written by Assay cannot be read back', { cause: error }) : error
  }
  return new Map([...chunks].map(([path, content]) => [path, Buffer.concat(content)]))
}
