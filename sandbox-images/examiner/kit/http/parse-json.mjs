import { httpLimits } from './http-limits.mjs'

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('"\\{}[]')

/**
 * Parses JSON that a learner's service sent: `undefined` for whatever is no JSON, and for JSON nested
 * so deep that walking it would exhaust the stack of whoever compares it.
 * @param {Buffer} body already bounded in size
 */
export function parseJson(body) {
  if (body.length === 0 || measureDepth(body) > httpLimits.jsonDepth) return undefined
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function measureDepth(body) {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]
    if (isInString && byte === backslash) at++
    else if (byte === quote) isInString = !isInString
    else if (isInString) continue
    else if (byte === openBrace || byte === openBracket) deepest = Math.max(deepest, ++depth)
    else if (byte === closeBrace || byte === closeBracket) depth--
  }
  return deepest
}
