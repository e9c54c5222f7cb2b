/** Every character but line ends as a blank, so that offsets stay. */
const blank = (text) => text.replace(/[^\r\n]/g, ' ')

/** `"""raw"""` as `@" raw"`, and with holes as `$@"`, of the same length. */
function plainRawString(whole, dollars, quotes, body) {
  const holes =
    dollars.length > 1
      ? body
          .replaceAll('{'.repeat(dollars.length), `${' '.repeat(dollars.length - 1)}{`)
          .replaceAll('}'.repeat(dollars.length), `}${' '.repeat(dollars.length - 1)}`)
      : body
  const opening = `${dollars ? '$' : ''}@"`.padEnd(dollars.length + quotes.length, ' ')
  return `${opening}${holes.replaceAll('"', "'")}"`.padEnd(whole.length, ' ')
}

/** The offset behind the bracket that closes the one at `start`; -1 where none does. */
function findClosing(text, start) {
  let depth = 0
  for (let i = start; i < text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')' && --depth === 0) return i + 1
    else if (text[i] === ';') return -1
  }
  return -1
}

/** Parameters between a class's name and its body, and arguments for its base, as blanks. */
function withoutPrimaryConstructors(text) {
  const head = /\b(?:class|struct)\s+\w+(?:<[\w\s,]+>)?\s*(?=\()/g
  let plain = ''
  let from = 0
  for (let match = head.exec(text); match !== null; match = head.exec(text)) {
    const open = match.index + match[0].length
    const close = findClosing(text, open)
    if (close < 0) continue
    const base = /^\s*:\s*[\w.<>]+(?=\()/.exec(text.slice(close, close + 300))
    const baseClose = base ? findClosing(text, close + base[0].length) : -1
    plain += text.slice(from, open) + blank(text.slice(open, close))
    from = close
    if (baseClose > 0) {
      plain += text.slice(close, close + base[0].length) + blank(text.slice(close + base[0].length, baseClose))
      from = baseClose
    }
    head.lastIndex = from
  }
  return plain + text.slice(from)
}

/**
 * C# 11 and 12 written in the forms that the grammar knows, without moving a character: raw strings and primary
 * constructors.
 */
export function plainCsharp(text) {
  return withoutPrimaryConstructors(text.replace(/(\$*)("{3,})([\s\S]*?)\2/g, plainRawString))
}
