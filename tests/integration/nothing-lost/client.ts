import { setTimeout as sleep } from 'node:timers/promises'
import type { Report } from '../../../contracts/report/report.js'
import { packExercise } from '../api/tiny-exercise.js'

const hiddenTest = `import { test, expect } from '@assay/kit'
test('answers with its number', async ({ http }) => {
  const { status, text } = await http.get('/')
  expect(status).toBe(200)
  expect(text).toMatch(/^number \\d+$/)
})
`

/** Talks to an API that may be away at any moment. */
export class Client {
  readonly #server: string
  readonly #headers: Record<string, string>

  constructor(server: string, token: string) {
    this.#server = server
    this.#headers = { authorization: `Bearer ${token}` }
  }

  isReady(): Promise<boolean> {
    return fetch(`${this.#server}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  }

  /** Publishes the exercise `tiny`; `extra` adds or replaces files. */
  async publish(extra: Record<string, string> = {}): Promise<void> {
    const body = await packExercise('tiny', { extra: { 'hidden/correctness/answers.test.mjs': hiddenTest, ...extra } })
    const answer = await fetch(`${this.#server}/v1/exercises/tiny`, {
      method: 'PUT',
      headers: { ...this.#headers, 'content-type': 'application/x-tar' },
      body: new Uint8Array(body),
    })
    if (!answer.ok) throw new Error(`publishing: ${answer.status} ${await answer.text()}`)
  }

  /** The id of the submission; `undefined` when the API did not answer it. A refusal is thrown. */
  async submit(number: number): Promise<string | undefined> {
    const form = new FormData()
    form.append('language', 'node')
    form.append(
      'files[server.js]',
      new Blob([`require('http').createServer((q, s) => s.end('number ${number}')).listen(process.env.PORT)`]),
      'server.js',
    )
    const answer = await fetch(`${this.#server}/v1/exercises/tiny/submissions`, {
      method: 'POST',
      headers: { ...this.#headers, 'idempotency-key': `soak-${number}` },
      body: form,
    }).catch(() => undefined)
    if (!answer || answer.status >= 500 || answer.status === 409) return undefined
    const text = await answer.text()
    if (answer.status !== 202) throw new Error(`submitting: ${answer.status} ${text}`)
    return (JSON.parse(text) as { id: string }).id
  }

  async report(id: string): Promise<Report | undefined> {
    const answer = await fetch(`${this.#server}/v1/submissions/${id}/report`, { headers: this.#headers }).catch(
      () => undefined,
    )
    if (!answer?.ok) return undefined
    return await answer.json().then(
      (report) => report as Report,
      () => undefined,
    )
  }
}

/** Submits until the answer arrives; the key makes the repetitions one submission. */
export async function submitPatiently(client: Client, number: number): Promise<string> {
  for (;;) {
    const id = await client.submit(number)
    if (id !== undefined) return id
    await sleep(300)
  }
}
