import { isUtf8 } from 'node:buffer'
import { escapeLine } from '../../contracts/escape.js'
import { inboundLimits } from './inbound-limits.js'
import { malformedWebhook } from './malformed-webhook.js'

/**
 * Parses JSON that somebody signed, refusing all that two parsers may read differently: a key twice in one object
 * (`JSON.parse` takes the last, others the first), text that is not UTF-8, a byte order mark; and what is only there
 * to cost time: great depth and great numbers of members. Throws `CallerError` `webhook-malformed`.
 */
export function parseSignedJson(content: Buffer): unknown {
  if (!isUtf8(content)) throw malformedWebhook('The body is not UTF-8 text.')
  const text = content.toString('utf8')
  const value = parse(text)
  refuseAmbiguity(text)
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformedWebhook('The body is not JSON, or has a byte order mark before it.')
  }
}

/** Walks over `text`, which is known to be JSON: a string with a colon behind it is a key, and so on. */
function refuseAmbiguity(text: string): void {
  const open: Set<string>[] = []
  let members = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') {
      const end = endOfString(text, at)
      if (isFollowedByColon(text, end)) admitKey(open.at(-1), text.slice(at, end))
      at = end - 1
    } else if (character === '{' || character === '[') {
      if (open.push(new Set()) > inboundLimits.depth) throw malformedWebhook(`The body is nested deeper than ${inboundLimits.depth} levels.`)
    } else if (character === '}' || character === ']') {
      open.pop()
    } else if (character === ',') {
      members += 1
      if (members > inboundLimits.members) throw malformedWebhook(`The body has more than ${inboundLimits.members} members.`)
    }
  }
}

function admitKey(keys: Set<string> | undefined, quoted: string): void {
  const key = JSON.parse(quoted) as string
  if (keys?.has(key)) throw malformedWebhook(`The key "${escapeLine(key.slice(0, 100))}" is twice in one object; send it once.`)
  keys?.add(key)
}

/** The index behind the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  let quote = start
  let backslashes: number
  do {
    quote = text.indexOf('"', quote + 1)
    backslashes = 0
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1
  } while (backslashes % 2 === 1)
  return quote + 1
}

function isFollowedByColon(text: string, from: number): boolean {
  let at = from
  while (/\s/.test(text[at] ?? '')) at += 1
  return text[at] === ':'
}
