import type { FileHandle } from 'node:fs/promises'
import type { Duplex, Readable } from 'node:stream'
import type { UploadLimits } from '../../contracts/limits.js'
import type { UploadLedger } from './upload-ledger.js'

/** Called once a file, with its checked path; returns what takes its bytes as they are unpacked. */
export type OpenSink = (path: string) => (chunk: Buffer) => void

/** One archive while it is read: the open file, the rules, and where its content goes. */
export interface ArchiveReading {
  handle: FileHandle
  fileBytes: number
  limits: UploadLimits
  ledger: UploadLedger
  openSink: OpenSink
}

/**
 * Pipes into `unpacker`, errors too. Not by `pipeline`: zlib ends before its input where bytes follow the compressed
 * data, which `pipeline` takes for an abort. Whoever reads the end destroys both.
 */
export function connect(source: Readable, unpacker: Duplex): Duplex {
  source.on('error', (error) => unpacker.destroy(error))
  return source.pipe(unpacker)
}
