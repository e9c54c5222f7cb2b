/** The moment by which all of a request must be over, its body too: counted from the start, not from the last byte. */
export class Deadline {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout

  constructor(timeoutMs: number, what: string) {
    this.#timer = setTimeout(
      () => this.#controller.abort(new Error(`${what} did not respond within ${timeoutMs} ms`)),
      timeoutMs,
    )
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Nothing is waited for any more. */
  clear(): void {
    clearTimeout(this.#timer)
  }

  /** The outcome of `work`, or the deadline's error, whichever is first. */
  async race<T>(work: Promise<T>): Promise<T> {
    const over = new Promise<never>((_resolve, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason as Error), { once: true })
    })
    return await Promise.race([work, over])
  }
}
