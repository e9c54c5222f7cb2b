import { escapeText } from '../escape.js'

/** A page as a reader would see it. Both are empty where there is nothing to see. */
export interface HtmlText {
  title: string
  lines: readonly string[]
}

/** The text of a body that is an HTML page, or the beginning of one; undefined where it is something else. */
export function readHtml(body: string, headers: Readonly<Record<string, string>>): HtmlText | undefined {
  if (!/^\s*text\/html\b/i.test(headers['content-type'] ?? '') && !/^\s*<(?:!doctype html|html)\b/i.test(body))
    return undefined
  const source = removeElements(body.replace(/<!--[^]*?(?:-->|$)/g, ''), ['style', 'script', 'svg'])
  const lines = toText(removeElements(source, ['head']))
    .split('\n')
    .map(cleanLine)
    .filter((line) => line !== '')
  return { title: cleanLine(toText(/<title\b[^>]*>([^<]*)/i.exec(source)?.[1] ?? '')), lines }
}

/**
 * Elements with everything in them. One that does not end, in a body that was cut short, goes to the end; a head ends
 * at the body.
 */
const removeElements = (html: string, names: readonly string[]): string =>
  names.reduce(
    (left, name) => left.replace(new RegExp(`<${name}\\b[^>]*>[^]*?(?:<\\/\\s*${name}\\s*>|(?=<body\\b)|$)`, 'gi'), ''),
    html,
  )

const endsLine =
  /<\/?(?:address|article|aside|blockquote|body|br|dd|div|dl|dt|fieldset|footer|form|h[1-6]|header|hr|html|li|main|nav|ol|p|pre|section|table|tbody|td|th|thead|tr|ul)\b[^>]*>/gi

const toText = (html: string): string =>
  html
    .replace(endsLine, '\n')
    .replace(/<[/!?a-z][^>]*(?:>|$)/gi, '')
    .replace(/&(#?\w{1,10});/g, decodeEntity)

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
}

function decodeEntity(whole: string, name: string): string {
  if (!name.startsWith('#')) return entities[name] ?? whole
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
}

/** An entity may stand for a control character. */
const cleanLine = (line: string): string => escapeText(line.replace(/\s+/g, ' ').trim())

/** A body as it is shown in a transcript: of an HTML page its text, of anything else all of it. */
export function showBody(body: string, headers: Readonly<Record<string, string>>): { text: string; isHtml: boolean } {
  const html = readHtml(body, headers)
  const text = html && (html.lines.length > 0 ? html.lines.join('\n') : html.title)
  return text ? { text, isHtml: true } : { text: body, isHtml: false }
}
