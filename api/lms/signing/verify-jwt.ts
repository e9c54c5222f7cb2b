import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify, type JSONWebKeySet } from 'jose'
import { CallerError } from '../../../contracts/errors.js'
import { inboundLimits } from '../inbound-limits.js'

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
    throw unauthorized('The token in the body is too long to be a Live Event.')
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token))
    throw unauthorized('The body is not a signed token: turn on "Sign Payload" for the subscription.')
  const { alg, kid } = readHeader(token)
  if (alg !== ALGORITHM) throw unauthorized(`The token in the body is not signed with ${ALGORITHM}.`)
  if (typeof kid !== 'string' || kid === '')
    throw unauthorized('The token in the body does not name the key that signed it.')
  return kid
}

function readHeader(token: string) {
  try {
    return decodeProtectedHeader(token)
  } catch {
    throw unauthorized('The token in the body has no readable header.')
  }
}

/** Both are found out only after the signature held. */
const isOutOfTime = (error: unknown) =>
  error instanceof errors.JWTExpired || (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf')

const asRefusal = (error: unknown): unknown =>
  error instanceof errors.JOSEError
    ? unauthorized('The token in the body is not signed by a key of the connection.')
    : error

const unauthorized = (detail: string) => new CallerError('webhook-unauthorized', detail)
