import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { Report } from '../../contracts/report/report.js'
import { readTiming } from './command-line.js'
import type { Material, Variant } from './variant.js'

export interface ServerAccess {
  server: string
  token: string
}

const pollMs = 100

/** Upload over HTTP, queue, worker, report: from the first byte sent to the report in hand. */
export const throughApi = ({ server, token }: ServerAccess, { exercise, source }: Material): Variant => ({
  name: 'API and queue',
  async grade() {
    const headers = { authorization: `Bearer ${token}` }
    const began = performance.now()
    const form = new FormData()
    form.set('language', 'node')
    for (const [path, bytes] of source) form.append('files', new Blob([new Uint8Array(bytes)]), path)
    const accepted = await fetch(`${server}/v1/exercises/${exercise.slug}/submissions`, {
      method: 'POST',
      headers,
      body: form,
    })
    if (accepted.status !== 202)
      throw new Error(`The server responded with ${accepted.status}: ${await accepted.text()}`)
    const location = new URL(accepted.headers.get('location') ?? '', server)
    for (;;) {
      const answer = await fetch(`${location}/report`, { headers: { ...headers, accept: 'application/json' } })
      if (answer.ok) return readTiming(performance.now() - began, (await answer.json()) as Report)
      if (answer.status !== 409) throw new Error(`The server responded with ${answer.status}: ${await answer.text()}`)
      await pause(pollMs)
    }
  },
})
