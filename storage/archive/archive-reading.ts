import type { FileHandle } from 'node:fs/promises'
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
