import pg from 'pg'

/** Counts the statements that this process sends to PostgreSQL, whoever sends them. */
export class QueryCounter {
  #count = 0

  constructor() {
    const send = pg.Client.prototype.query as (...args: unknown[]) => unknown
    const count = () => void (this.#count += 1)
    pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
      count()
      return send.apply(this, args)
    } as typeof pg.Client.prototype.query
  }

  /** How many since the last call. */
  take(): number {
    const count = this.#count
    this.#count = 0
    return count
  }
}
