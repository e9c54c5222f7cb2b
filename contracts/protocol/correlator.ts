/** What one process asks of another, by type, and what each question is answered by. */
type Questions<Table> = { [Type in keyof Table]: { asks: object; answer: unknown } }

export type QuestionOf<Table extends Questions<Table>> = {
  [Type in keyof Table]: { type: Type } & Table[Type]['asks']
}[keyof Table]

export type AnswerOf<Table extends Questions<Table>> = Table[keyof Table]['answer']

/** Who is asked: a function for each type of question. */
export type Answering<Table extends Questions<Table>> = {
  [Type in keyof Table]: (asked: Table[Type]['asks']) => Promise<Table[Type]['answer']>
}

interface Waiting<Response> {
  resolve: (response: Response) => void
  reject: (error: unknown) => void
  timer: NodeJS.Timeout | undefined
}

/**
 * Requests that wait for their responses, on whichever side asks: each request has a number, which its response
 * carries. How they travel is the caller's business.
 */
export class Correlator<Response> {
  readonly #waiting = new Map<number, Waiting<Response>>()
  #lastId = 0
  #end: Error | undefined

  /** Whether no request waits. */
  get isIdle(): boolean {
    return this.#waiting.size === 0
  }

  /**
   * Sends a request with the number it gets, and waits. Throws what `send` throws, and what `reject` or `close` is
   * given. Once `withinMs` have passed, `onOverdue` decides what becomes of it.
   */
  ask(send: (id: number) => void, limit?: { withinMs: number; onOverdue: (id: number) => void }): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (this.#end) return reject(this.#end)
      const id = ++this.#lastId
      const timer = limit && setTimeout(limit.onOverdue, limit.withinMs, id)
      this.#waiting.set(id, { resolve, reject, timer })
      try {
        send(id)
      } catch (error) {
        this.reject(id, error)
      }
    })
  }

  /** Passes a response on. Answers whether its request was waiting. */
  resolve(id: number, response: Response): boolean {
    const waiting = this.#take(id)
    waiting?.resolve(response)
    return waiting !== undefined
  }

  reject(id: number, error: unknown): boolean {
    const waiting = this.#take(id)
    waiting?.reject(error)
    return waiting !== undefined
  }

  rejectAll(error: unknown): void {
    for (const id of [...this.#waiting.keys()]) this.reject(id, error)
  }

  /** No more responses can come: whatever waits fails, and so does whatever is asked from now on. */
  close(error: Error): void {
    this.#end ??= error
    this.rejectAll(this.#end)
  }

  #take(id: number): Waiting<Response> | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    clearTimeout(waiting?.timer)
    return waiting
  }
}
