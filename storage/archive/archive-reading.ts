import type { FileHandle } from 'node:fs/promises'
import type { Duplex, Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
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
 * Pipes into `unpacker`, errors too. Not by `pipeline`: zlib ends before its input where bytes follow the compressed data,
 * which `pipeline` takes for an abort. Whoever reads the end destroys both.
 */
export function connect(source: Readable, unpacker: Duplex): Duplex {
  source.on('error', (error) => unpacker.destroy(error))
  return source.pipe(unpacker)
}

/** How long one archive may keep the thread before others get their turn, in ms. */
const TURN_MS = 10

/** Shares the thread. Loops over entries await `pause` once for each: nothing else in them need wait for I/O. */
export class Turns {
  #start = performance.now()

  async pause(): Promise<void> {
    if (performance.now() - this.#start < TURN_MS) return
    await setImmediate()
    this.#start = performance.now()
  }
}
