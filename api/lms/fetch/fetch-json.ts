import { buffer } from 'node:stream/consumers'
import type { FetchJson } from '../adapter.js'
import { fetchBounded } from './fetch-bounded.js'
import { scanJson } from '../../http/check-input.js'
import type { FetchRules } from './fetch-rules.js'

/** A submission of Canvas with a hundred attempts has a tenth of it. */
const bounds = { depth: 32, members: 50_000 } as const
const MAX_BYTES = 1024 * 1024
const TIMEOUT_MS = 10_000

/**
 * Reads JSON documents by the rules of a connection. What is not JSON is thrown as a plain error: it is more often the
 * page of a host in trouble than an answer that stays.
 */
export function createFetchJson(rules: FetchRules, timeoutMs: number = TIMEOUT_MS): FetchJson {
  return async (url, headers = {}) => {
    const body = await fetchBounded({
      ...rules,
      url,
      headers: { accept: 'application/json', ...headers },
      maxBytes: MAX_BYTES,
      timeoutMs,
    })
    const text = (await buffer(body)).toString('utf8')
    const excess = scanJson(text, bounds)
    if (excess) throw new Error(`The response of the host ${new URL(url).host} ${excess}`)
    try {
      return JSON.parse(text)
    } catch {
      throw new Error(`The host ${new URL(url).host} responded with something that is not JSON`)
    }
  }
}
