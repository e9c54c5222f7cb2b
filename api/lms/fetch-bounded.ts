import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { pipeline, type TransformCallback } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { escapeLine } from '../../contracts/escape.js'
import { DigestStream } from '../../storage/blob-store.js'
import { scanJson } from '../http/check-input.js'
import { hasArchiveName } from '../http/receive-form.js'
import type { FetchJson } from './adapter.js'
import { checkUrl, type FetchRules, type Hop, refuseFile, sendRequest } from './send-pinned.js'

/** One document to fetch. */
export interface FetchRequest extends FetchRules {
  url: string
  maxBytes: number
  /** For all of it: name, connection, redirects and body. */
  timeoutMs: number
  headers?: Readonly<Record<string, string>>
  /** In lower-case hex, where it was announced. */
  sha256?: string | null
  bytes?: number | null
}

/**
 * Fetches from an address that came from outside, so that it reaches only the hosts a connection allows and brings no
 * more than it may. Resolves with the body as a stream, which fails where a rule is broken on the way and is to be read
 * or destroyed; `sha256` and `bytes` of it are known at its end. Throws, and fails the stream, with `CallerError`
 * `file-refused` for what another try would not change, with a plain error for what it might.
 */
export async function fetchBounded(request: FetchRequest): Promise<BoundedBody> {
  const url = checkUrl(request.url, request)
  const body: BodyRules = { maxBytes: request.maxBytes, sha256: request.sha256 ?? null, bytes: request.bytes ?? null }
  if (body.bytes !== null && body.bytes > body.maxBytes) throw tooLarge(body.maxBytes)
  const deadline = new Deadline(request.timeoutMs, `The host ${url.host}`)
  try {
    const hop = { url, rules: request, headers: request.headers ?? {}, signal: deadline.signal }
    return boundBody(await deadline.race(followRedirects(hop)), body, deadline)
  } catch (error) {
    deadline.clear()
    throw error
  }
}

function boundBody(response: IncomingMessage, rules: BodyRules, deadline: Deadline): BoundedBody {
  try {
    checkBodyHeaders(response, rules)
  } catch (error) {
    response.destroy()
    throw error
  }
  const body = new BoundedBody(rules, response.headers)
  deadline.signal.addEventListener('abort', () => body.destroy(deadline.signal.reason as Error), { once: true })
  // An error reaches the reader through the body itself.
  pipeline(response, body, () => deadline.clear())
  return body
}

/** What a body must be: at most `maxBytes`, and what was announced where something was. */
interface BodyRules {
  maxBytes: number
  sha256: string | null
  bytes: number | null
}

/**
 * Passes the bytes of a response on, while counting and hashing them. Fails in place of ending where they are too many,
 * with `CallerError` `file-refused`, or not those announced, with a plain error: a host in trouble sends other things
 * than the file, and may have it again later. Nothing may be trusted before the end.
 */
class BoundedBody extends DigestStream {
  readonly #rules: BodyRules
  /** Of all that passed, in hex; known at the end. */
  sha256 = ''
  /** What the host calls it, without parameters. */
  readonly contentType: string | null

  constructor(rules: BodyRules, headers: IncomingHttpHeaders = {}) {
    super()
    this.#rules = rules
    this.contentType = typeOf(headers)
  }

  override _transform(chunk: Buffer, encoding: BufferEncoding, done: TransformCallback): void {
    const limit = this.#rules.bytes ?? this.#rules.maxBytes
    if (this.bytes + chunk.length <= limit) super._transform(chunk, encoding, done)
    else done(this.#rules.bytes === null ? tooLarge(limit) : otherLength(limit, this.contentType))
  }

  override _flush(done: TransformCallback): void {
    this.sha256 = this.digest()
    const { bytes, sha256 } = this.#rules
    if (bytes !== null && this.bytes !== bytes) done(otherLength(bytes, this.contentType))
    else if (sha256 !== null && this.sha256 !== sha256)
      done(new Error(`The SHA-256 of the file differs from the announced one${whatCame(this.contentType)}`))
    else done()
  }
}

/** Refuses by what a response says of its body, before a byte of it is read. Throws as a `BoundedBody` fails. */
function checkBodyHeaders({ headers }: IncomingMessage, { maxBytes, bytes }: BodyRules): void {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding.toLowerCase() !== 'identity')
    throw refuseFile('The host sent the file compressed, although the request did not accept compression.')
  const transfer = headers['transfer-encoding'] ?? 'chunked'
  if (transfer.toLowerCase() !== 'chunked') throw refuseFile('The host sent the file in an unknown transfer encoding.')
  const announced = headers['content-length']
  if (announced !== undefined && Number(announced) > maxBytes) throw tooLarge(maxBytes)
  if (announced !== undefined && bytes !== null && Number(announced) !== bytes)
    throw otherLength(bytes, typeOf(headers))
}

const tooLarge = (maxBytes: number) => refuseFile(`The file is larger than ${maxBytes} bytes.`)

const otherLength = (bytes: number, contentType: string | null) =>
  new Error(`The file does not have the announced ${bytes} bytes${whatCame(contentType)}`)

const typeOf = (headers: IncomingHttpHeaders): string | null =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase().slice(0, 100) || null

const whatCame = (contentType: string | null) =>
  contentType === null ? '' : `; the host sent ${escapeLine(contentType)}`

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

const MAX_REDIRECTS = 5

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Refusals that a host takes back by itself: too early, too slow, too often. */
const passing: ReadonlySet<number> = new Set([408, 425, 429])

/**
 * Sends a request and follows where it leads, each step checked as if it were the first. Resolves with the response
 * of status 200. Throws `CallerError` `file-refused` for addresses and statuses that stay as they are, plain errors for
 * those that may pass.
 */
async function followRedirects(start: Hop): Promise<IncomingMessage> {
  let url = start.url
  for (let sent = 0; sent <= MAX_REDIRECTS; sent++) {
    const response = await sendRequest({ ...start, url })
    if (response.statusCode === 200) return response
    const { location } = response.headers
    response.destroy()
    if (!redirects.has(response.statusCode ?? 0)) throw describeStatus(response.statusCode ?? 0, url.host)
    url = readLocation(location, url, start)
  }
  throw refuseFile(`The address redirects more than ${MAX_REDIRECTS} times.`)
}

function readLocation(location: string | undefined, from: URL, { rules }: Hop): URL {
  if (!location) throw refuseFile(`The host ${from.host} sent a redirect without a target.`)
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(location)
  if (!isAbsolute && !URL.canParse(location, from))
    throw refuseFile(`The host ${from.host} sent a redirect to an invalid address.`)
  const url = checkUrl(isAbsolute ? location : new URL(location, from).href, rules)
  if (from.protocol === 'https:' && url.protocol === 'http:')
    throw refuseFile('The address redirects from https to http.')
  return url
}

function describeStatus(status: number, host: string): Error {
  const detail = `The host ${host} responded with status ${status}.`
  return status >= 500 || passing.has(status) ? new Error(detail) : refuseFile(detail)
}

/** Files that may well be HTML, or have some in them. */
const markup =
  /\.(html?|xhtml|php|phtml|jsp|vue|svelte|astro|razor|cshtml|erb|ejs|hbs|mustache|njk|twig|jinja2?|j2|tmpl|tpl|gohtml|svg|xml|md)$/i

const HEAD_BYTES = 1024
/** A report of an error is short; source code that is JSON may be long. */
const ERROR_BYTES = 64 * 1024

/**
 * What came in place of a file, where its content gives that away: many an LMS answers a missing token or a lost
 * session with status 200 and a page or a JSON object that says so. `null` for what may be the file. Only to be asked
 * where nobody said how many bytes or which digest the file has.
 */
export function findErrorPage(name: string, contentType: string | null, content: Buffer): string | null {
  const head = content
    .subarray(0, HEAD_BYTES)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
  if (/^<(!doctype\s+html|html)\b/i.test(head) && !markup.test(name)) return 'a web page'
  if (hasArchiveName(name) && head.startsWith('<')) return 'a web page'
  const json = content.length <= ERROR_BYTES && /^[{[]/.test(head) ? parse(content) : undefined
  if (json === undefined) return null
  if (tellsError(json)) return 'a JSON error'
  const isJsonFile = /json|\.(map|lock|webmanifest)$/i.test(name)
  if (hasArchiveName(name) || (!isJsonFile && contentType === 'application/json')) return 'a JSON document'
  return null
}

/** As Moodle's web services and file addresses say it. */
const tellsError = (json: unknown): boolean =>
  typeof json === 'object' &&
  json !== null &&
  'errorcode' in json &&
  ('error' in json || 'exception' in json || 'message' in json)

function parse(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'))
  } catch {
    return undefined
  }
}

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
