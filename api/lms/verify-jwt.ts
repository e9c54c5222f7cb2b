import { createLocalJWKSet, decodeProtectedHeader, errors, type JSONWebKeySet, jwtVerify } from 'jose'
import { CallerError } from '../../contracts/errors.js'
import { type FetchJson, inboundLimits, unauthorizedWebhook } from './adapter.js'

/** The one algorithm that is taken, whatever a token or a key says. */
const ALGORITHM = 'RS256'

/** For `exp` and `nbf`, where a token has them. */
const CLOCK_TOLERANCE_SECONDS = 300

/** Finds the key set in which the key `kid` should be. */
export type FindKeySet = (kid: string) => Promise<JSONWebKeySet>

/**
 * Proves that a compact JWT was signed by a key of the sender; gives the bytes of its claims. Keys are looked up only
 * for what could be such a token. Throws `CallerError` `webhook-unauthorized`, or `webhook-stale` for one that is
 * rightly signed but out of its time. Trouble with the key set is thrown as it is.
 */
export async function verifyJwt(token: string, at: Date, findKeySet: FindKeySet): Promise<Buffer> {
  const keys = createLocalJWKSet(await findKeySet(readKeyId(token)))
  try {
    const options = { algorithms: [ALGORITHM], currentDate: at, clockTolerance: CLOCK_TOLERANCE_SECONDS }
    await jwtVerify(token, keys, options)
  } catch (error) {
    throw isOutOfTime(error)
      ? new CallerError('webhook-stale', 'The token in the body has expired or is not valid yet.')
      : asRefusal(error)
  }
  return Buffer.from(token.split('.')[1] ?? '', 'base64url')
}

function readKeyId(token: string): string {
  const headerBytes = token.indexOf('.')
  if (token.length > inboundLimits.tokenBytes || headerBytes > inboundLimits.tokenHeaderBytes)
    throw unauthorizedWebhook('The token in the body is too long to be a Live Event.')
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token))
    throw unauthorizedWebhook('The body is not a signed token: turn on "Sign Payload" for the subscription.')
  const { alg, kid } = readHeader(token)
  if (alg !== ALGORITHM) throw unauthorizedWebhook(`The token in the body is not signed with ${ALGORITHM}.`)
  if (typeof kid !== 'string' || kid === '')
    throw unauthorizedWebhook('The token in the body does not name the key that signed it.')
  return kid
}

function readHeader(token: string) {
  try {
    return decodeProtectedHeader(token)
  } catch {
    throw unauthorizedWebhook('The token in the body has no readable header.')
  }
}

/** Both are found out only after the signature held. */
const isOutOfTime = (error: unknown) =>
  error instanceof errors.JWTExpired || (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf')

const asRefusal = (error: unknown): unknown =>
  error instanceof errors.JOSEError
    ? unauthorizedWebhook('The token in the body is not signed by a key of the connection.')
    : error

const MINUTE_MS = 60_000

/** Keys are rotated over weeks; a key that was withdrawn is trusted for no longer than this. */
const TRUSTED_MS = 5 * MINUTE_MS

/** An unknown key makes us look again, but not for everybody who makes one up. */
const REFETCH_MS = 30_000

/** A host in trouble is asked again soon, but not for every request that comes in. */
const FAILURE_MS = 5_000

const MAX_SETS = 100

interface Held {
  fetchedAtMs: number
  keys: Promise<JSONWebKeySet>
  hasFailed: boolean
}

/** Key sets by their address, fetched at most once at a time and kept for minutes. */
export class KeySets {
  readonly #held = new Map<string, Held>()

  /** The set at `url`, fresh enough to hold the key `kid` if there is one. Throws when it cannot be fetched. */
  async find(url: string, kid: string, at: Date, fetchJson: FetchJson): Promise<JSONWebKeySet> {
    const held = this.#held.get(url)
    const ageMs = held ? at.getTime() - held.fetchedAtMs : Number.POSITIVE_INFINITY
    if (!held || ageMs >= (held.hasFailed ? FAILURE_MS : TRUSTED_MS)) return await this.#fetch(url, at, fetchJson)
    const keys = await held.keys
    if (hasKey(keys, kid) || ageMs < REFETCH_MS || this.#held.get(url) !== held) return keys
    return await this.#fetch(url, at, fetchJson)
  }

  #fetch(url: string, at: Date, fetchJson: FetchJson): Promise<JSONWebKeySet> {
    const held: Held = { fetchedAtMs: at.getTime(), keys: fetchJson(url).then(asKeySet), hasFailed: false }
    held.keys.catch(() => (held.hasFailed = true))
    this.#held.delete(url)
    this.#held.set(url, held)
    const [oldest] = this.#held.keys()
    if (this.#held.size > MAX_SETS && oldest !== undefined) this.#held.delete(oldest)
    return held.keys
  }
}

/** An LMS has two or three. All of them are gone through for each webhook. */
const MOST_KEYS = 100

const hasKey = (set: JSONWebKeySet, kid: string) => set.keys.some((key) => key.kid === kid)

/** Throws where a document is no key set: the LMS's or the operator's fault, not the sender's. */
export function asKeySet(document: unknown): JSONWebKeySet {
  const keys = (document as { keys?: unknown } | null)?.keys
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'object' && key !== null)) {
    throw new Error('The key set of the LMS is not a JSON object with a list of keys')
  }
  if (keys.length > MOST_KEYS)
    throw new Error(`The key set of the LMS has ${keys.length} keys; at most ${MOST_KEYS} are allowed`)
  return { keys }
}
