import { AuthorMistake } from '../test-failure.mjs'
import { failures } from './http-failure.mjs'
import { httpLimits } from './http-limits.mjs'

const knownOptions = new Set(['json', 'body', 'headers', 'timeoutMs'])

/**
 * Turns what a test asked for into what is sent. Throws `HttpFailure` for a path that cannot be one
 * (it may come from the service's own answer) and `AuthorMistake` for options the kit does not know.
 * @param {string} method @param {string} path
 * @param {{ json?: unknown, body?: unknown, headers?: Record<string, string>, timeoutMs?: number }} options
 * @param {Record<string, string>} shape headers the client sends by itself
 */
export async function encodeRequest(method, path, options, shape) {
  const unknown = Object.keys(options).find((name) => !knownOptions.has(name))
  if (unknown) throw new AuthorMistake(`http.${method.toLowerCase()}: there is no option "${unknown}"`)
  if (options.json !== undefined && options.body !== undefined)
    throw new AuthorMistake('http: pass json or body, not both')
  const { body, contentType } = await encodeBody(options)
  const headers = {
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

async function encodeBody({ json, body }) {
  if (json !== undefined) return { body: Buffer.from(JSON.stringify(json)), contentType: 'application/json' }
  if (body === undefined) return { body: null, contentType: undefined }
  if (typeof body === 'string' || body instanceof Uint8Array) return { body: Buffer.from(body), contentType: undefined }
  const encoded = new Response(body) // Knows how forms, multipart and blobs are written.
  return {
    body: Buffer.from(await encoded.arrayBuffer()),
    contentType: encoded.headers.get('content-type') ?? undefined,
  }
}

function encodePath(path) {
  if (typeof path !== 'string' || !path.startsWith('/')) throw failures.badPath(path)
  try {
    return path.replace(/[^\x21-\x7e]+/g, encodeURIComponent)
  } catch {
    throw failures.badPath(path)
  }
}

const lowerCaseNames = (headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
