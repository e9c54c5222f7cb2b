import type { Readable } from 'node:stream'
import { uploadLimits } from '../../../contracts/limits.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { readTarStream } from '../../../storage/archive/read-tar.js'
import { UploadLedger } from '../../../storage/archive/upload-ledger.js'

/** Reads a tar exactly as it is: no folder is taken off, and nothing is left out. */
export async function treeFromTar(stream: Readable): Promise<SourceTree> {
  const chunks = new Map<string, Buffer[]>()
  const openSink = (path: string) => {
    const content: Buffer[] = []
    chunks.set(path, content)
    return (chunk: Buffer) => content.push(chunk)
  }
  await readTarStream(stream, { limits: uploadLimits, ledger: new UploadLedger(uploadLimits), openSink })
  return new Map([...chunks].map(([path, content]) => [path, Buffer.concat(content)]))
}
