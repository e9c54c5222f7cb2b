import type { Random, RequestOptions } from '../author-types.js'
import { AuthorMistake } from '../test-failure.js'
import { failures, httpLimits } from './http-failure.js'

const knownOptions = new Set(['json', 'body', 'headers', 'timeoutMs'])

/** A request as it goes out. */
export interface SentRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer | null
}

/**
 * Turns what a test asked for into what is sent. Throws `HttpFailure` for a path that cannot be one
 * (it may come from the service's own answer) and `AuthorMistake` for options the kit does not know.
 * `shape`: headers the client sends by itself.
 */
export async function encodeRequest(
  method: string,
  path: string,
  options: RequestOptions,
  shape: Readonly<Record<string, string>>,
): Promise<SentRequest & { timeoutMs: number }> {
  const unknown = Object.keys(options).find((name) => !knownOptions.has(name))
  if (unknown) throw new AuthorMistake(`http.${method.toLowerCase()}: there is no option "${unknown}"`)
  if (options.json !== undefined && options.body !== undefined)
    throw new AuthorMistake('http: pass json or body, not both')
  const { body, contentType } = await encodeBody(options)
  const headers: Record<string, string> = {
    ...shape,
    ...(contentType && { 'content-type': contentType }),
    ...lowerCaseNames(options.headers ?? {}),
  }
  if (body) headers['content-length'] = String(body.length)
  return {
    method: method.toUpperCase(),
    path: encodePath(path),
    headers,
    body,
    timeoutMs: options.timeoutMs ?? httpLimits.timeoutMs,
  }
}

async function encodeBody({
  json,
  body,
}: RequestOptions): Promise<{ body: Buffer | null; contentType?: string | undefined }> {
  if (json !== undefined) return { body: Buffer.from(JSON.stringify(json)), contentType: 'application/json' }
  if (body === undefined) return { body: null }
  if (typeof body === 'string') return { body: Buffer.from(body) }
  if (body instanceof Uint8Array) return { body: Buffer.from(body) }
  const encoded = new Response(body) // Knows how forms, multipart and blobs are written.
  return {
    body: Buffer.from(await encoded.arrayBuffer()),
    contentType: encoded.headers.get('content-type') ?? undefined,
  }
}

function encodePath(path: unknown): string {
  if (typeof path !== 'string' || !path.startsWith('/')) throw failures.badPath(path)
  try {
    return path.replace(/[^\x21-\x7e]+/g, encodeURIComponent)
  } catch {
    throw failures.badPath(path)
  }
}

const lowerCaseNames = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))

const agents = ['curl/8.14.1', 'node', 'python-requests/2.32.3', 'PostmanRuntime/7.43.0', 'okhttp/4.12.0']
/**
 * All prefer JSON and accept anything. Frameworks choose by this header between a JSON error, a page and a redirect
 * (Laravel, Symfony, Spring): without a preference, the outcome of a test would depend on the client that was picked.
 */
const accepts = ['application/json, text/plain, */*', 'application/json, */*;q=0.5', 'application/json, */*']
const connections = ['close', 'keep-alive']

/**
 * Headers of one of several kinds of client, in differing order, so that a service cannot tell
 * the examiner by them. Every shape refuses compressed bodies: they are never inflated here.
 */
export function pickClientShape(random: Pick<Random, 'pick'>): Record<string, string> {
  const shape: [string, string][] = [
    ['user-agent', random.pick(agents)],
    ['accept-encoding', 'identity'],
    ['connection', random.pick(connections)],
    ['accept', random.pick(accepts)],
  ]
  return Object.fromEntries(random.pick([shape, shape.toReversed()]))
}
