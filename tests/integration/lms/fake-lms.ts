import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import type { Test } from 'tap'
import { serveFiles } from '../../api/lms/fixtures/file-host.js'
import { bodyOf, fileOf, type HandIn } from './start-lms.js'

/** Longer than anything that was killed takes to come back. */
const GIVE_UP_MS = 600_000

/** An LMS whose learners hand in: it signs with a library of the specification, and repeats what was not answered. */
export class FakeLms {
  /** How often a request had to be repeated. */
  repeats = 0
  readonly #hookUrl: string
  readonly #secret: string
  readonly #fileHost: string

  constructor({ hookUrl, secret, fileHost }: { hookUrl: string; secret: string; fileHost: string }) {
    this.#hookUrl = hookUrl
    this.#secret = secret
    this.#fileHost = fileHost
  }

  /** One request; `undefined` where nothing of use came back. */
  async post(
    id: string,
    handIn: HandIn,
    { secret = this.#secret, sentAt = new Date() } = {},
  ): Promise<number | undefined> {
    const body = JSON.stringify(bodyOf(handIn))
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, sentAt, body),
    }
    const answer = await fetch(this.#hookUrl, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(20_000),
    }).catch(() => undefined)
    await answer?.arrayBuffer().catch(() => undefined)
    return answer && answer.status < 500 ? answer.status : undefined
  }

  /** Repeats under the same id until there is an answer. */
  async deliver(id: string, handIn: HandIn, options: { secret?: string; sentAt?: Date } = {}): Promise<number> {
    const giveUpAt = Date.now() + GIVE_UP_MS
    while (Date.now() < giveUpAt) {
      const status = await this.post(id, handIn, options)
      if (status !== undefined) return status
      this.repeats += 1
      await sleep(500 + Math.random() * 1_000)
    }
    throw new Error(`the API did not answer event ${id}`)
  }

  /** What the learner of that number hands in: a fourth of them by address, the rest inline. */
  handInOf(number: number): HandIn {
    const name = 'server.js'
    const source = sourceOf(number)
    const byAddress = {
      name,
      url: `http://${this.#fileHost}/${number}`,
      sha256: createHash('sha256').update(source).digest('hex'),
      bytes: Buffer.byteLength(source),
    }
    return {
      learner: { id: `learner-${number}`, name: `Learner ${number}` },
      language: 'node',
      files: [number % 4 === 0 ? byAddress : fileOf(source, name)],
    }
  }
}

const sourceOf = (number: number) =>
  `require('http').createServer((q, s) => s.end('number ${number}')).listen(process.env.PORT)`

/** Where the LMS keeps files; now and then it is out of order. */
export const startFileHost = (t: Test) =>
  serveFiles(t, (request, response) => {
    if (Math.random() < 0.1) response.writeHead(503).end()
    else response.end(sourceOf(Number(request.url?.slice(1))))
  })

export const strangerSecret = () => `whsec_${randomBytes(32).toString('base64')}`
