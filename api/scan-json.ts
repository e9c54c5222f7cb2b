/** What a JSON text may hold, so that parsing it costs no more than its length is worth. */
export interface JsonBounds {
  /** Objects and arrays inside each other. */
  depth: number
  /** Keys and list items in all of it. */
  members: number
}

const marks = /["{}[\],]/g
const colon = /\s*:/y

/**
 * Walks over a JSON text once, before it is parsed: deep nesting costs a parser far more than its bytes. Says what of
 * `bounds` it exceeds, else `null`. `onKey` gets each key as it is written, and a set that is its object's own. Of text
 * that is no JSON it says nothing: the parser does.
 */
export function scanJson(
  text: string,
  bounds: JsonBounds,
  onKey?: (quoted: string, siblings: Set<string>) => void,
): string | null {
  const open: Set<string>[] = []
  let members = 0
  marks.lastIndex = 0
  while (marks.test(text)) {
    const at = marks.lastIndex - 1
    const mark = text[at]
    if (mark === '"') {
      const end = endOfString(text, at)
      colon.lastIndex = end
      const siblings = open.at(-1)
      if (onKey && siblings && colon.test(text)) onKey(text.slice(at, end), siblings)
      marks.lastIndex = end
    } else if (mark === '{' || mark === '[') {
      if (open.push(new Set()) > bounds.depth) return `is nested deeper than ${bounds.depth} levels`
    } else if (mark === ',') {
      members += 1
      if (members > bounds.members) return `has more than ${bounds.members} members`
    } else {
      open.pop()
    }
  }
  return null
}

/** The index behind the closing quote of the string that opens at `start`; that of the end where it is not closed. */
function endOfString(text: string, start: number): number {
  let quote = start
  let backslashes: number
  do {
    quote = text.indexOf('"', quote + 1)
    if (quote < 0) return text.length
    backslashes = 0
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1
  } while (backslashes % 2 === 1)
  return quote + 1
}
