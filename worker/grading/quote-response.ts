import { escapeLine } from '../../contracts/escape.js'
import { readHtml } from '../../contracts/html-text.js'
import type { TestRun } from '../checks/correctness/examination.js'

type Exchange = TestRun['transcript'][number]

/**
 * What a response with the status of an error says of it, on one line; undefined where it says no more than its status.
 */
export function quoteResponse({ responseBody, responseHeaders }: Exchange): string | undefined {
  const said = readSaid(responseBody ?? '', responseHeaders)
    ?.replace(/\s+/g, ' ')
    .trim()
  if (!said || !isTelling(said)) return undefined
  const line = escapeLine(said)
  return line.length > longestQuote ? `${line.slice(0, longestQuote)} …` : line
}

/** Characters. */
const longestQuote = 150

function readSaid(body: string, headers: Exchange['responseHeaders']): string | undefined {
  const html = readHtml(body, headers)
  if (html) {
    const line = html.lines.find(isTelling)
    // The heading of some error pages is the beginning of their title.
    return isTelling(html.title) && (line === undefined || html.title.startsWith(line)) ? html.title : line
  }
  const type = headers['content-type'] ?? 'text/plain'
  if (/^\s*\{/.test(body)) return readJson(body)
  return /^text\//i.test(type) ? body.split('\n').find(isTelling) : undefined
}

/** Undefined for an excerpt of a longer body, too. */
function readJson(body: string): string | undefined {
  try {
    return findMessage(JSON.parse(body))
  } catch {
    return undefined
  }
}

/** An error may be in an object or a list of its own: `{"error":{"message":"…"}}`, `{"detail":[{"msg":"…"}]}`. */
function findMessage(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || depth > 2) return undefined
  if (Array.isArray(value)) return findMessage(value[0], depth + 1)
  const fields = value as Readonly<Record<string, unknown>>
  return ['detail', 'message', 'msg', 'error', 'title']
    .map((name) => findMessage(fields[name], depth + 1))
    .find((said) => said !== undefined && isTelling(said))
}

/** The names of statuses, and the words around them. */
const noise =
  /\b(?:bad (?:request|gateway)|unauthorized|forbidden|not (?:found|acceptable|implemented)|method not allowed|request timeout|conflict|gone|(?:length|precondition) required|(?:payload|content) too large|unsupported media type|unprocessable (?:entity|content)|too many requests|internal server error|service unavailable|gateway timeout|an?|the|http|status|errors?|code|oops|occurred|server|returned|whitelabel|page|type|report)\b/gi

/** Whether a text says more than a status does. */
const isTelling = (text: string): boolean => /\p{L}{2}/u.test(text.replace(noise, ''))
