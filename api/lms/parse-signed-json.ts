import { isUtf8 } from 'node:buffer'
import { escapeLine } from '../../contracts/escape.js'
import { inboundLimits } from './inbound-limits.js'
import { malformedWebhook } from './malformed-webhook.js'
import { scanJson } from '../http/check-input.js'

/**
 * Parses JSON that somebody signed, refusing all that two parsers may read differently: a key twice in one object
 * (`JSON.parse` takes the last, others the first), text that is not UTF-8, a byte order mark; and, before it is parsed,
 * what is only there to cost time: great depth and great numbers of members. Throws `CallerError` `webhook-malformed`.
 */
export function parseSignedJson(content: Buffer): unknown {
  if (!isUtf8(content)) throw malformedWebhook('The body is not UTF-8 text.')
  const text = content.toString('utf8')
  const excess = scanJson(text, inboundLimits, admitKey)
  if (excess) throw malformedWebhook(`The body ${excess}.`)
  return parse(text)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformedWebhook('The body is not JSON, or starts with a byte order mark.')
  }
}

function admitKey(quoted: string, siblings: Set<string>): void {
  const key = quoted.includes('\\') ? (parse(quoted) as string) : quoted.slice(1, -1)
  if (siblings.has(key))
    throw malformedWebhook(`The key "${escapeLine(key.slice(0, 100))}" appears twice in one object; send it once.`)
  siblings.add(key)
}
