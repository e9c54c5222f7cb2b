import { performance } from 'node:perf_hooks'
import { StringDecoder } from 'node:string_decoder'

export interface LogLine {
  /** Milliseconds of the process's monotonic clock. */
  atMs: number
  text: string
}

/**
 * What a container printed, bounded: the last `keptLines` lines, each cut to `lineLength`, and a count of all bytes.
 * Calls `onCap` once when `capBytes` is passed; the container must then be killed, since closing the stream does not
 * stop it.
 */
export class OutputLog {
  bytes = 0
  readonly #lines: LogLine[] = []
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''
  readonly #capBytes: number
  readonly #onCap: () => void

  constructor(capBytes: number, onCap: () => void) {
    this.#capBytes = capBytes
    this.#onCap = onCap
  }

  /** True once more than the cap was printed. What came after is counted, not kept. */
  get isOverCap(): boolean {
    return this.bytes > this.#capBytes
  }

  write(chunk: Buffer): void {
    const wasOver = this.isOverCap
    this.bytes += chunk.length
    if (wasOver) return
    this.#keep(this.#decoder.write(chunk))
    if (this.isOverCap) this.#onCap()
  }

  #keep(text: string): void {
    const parts = (this.#rest + text).split('\n')
    this.#rest = (parts.pop() ?? '').slice(0, lineLength)
    const atMs = performance.now()
    for (const part of parts.slice(-keptLines)) this.#lines.push({ atMs, text: part.slice(0, lineLength) })
    if (this.#lines.length > keptLines) this.#lines.splice(0, this.#lines.length - keptLines)
  }

  /** Lines printed since a moment of the monotonic clock, an unfinished last line included. */
  linesSince(sinceMs: number): string[] {
    const lines = this.#lines.filter((line) => line.atMs >= sinceMs).map((line) => line.text)
    return this.#rest === '' ? lines : [...lines, this.#rest]
  }

  /** The end of all that was printed, at most `maxBytes` characters. */
  tail(maxBytes: number): string {
    return this.linesSince(0).join('\n').slice(-maxBytes)
  }
}

const keptLines = 500
const lineLength = 500
