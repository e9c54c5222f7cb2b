const quotedCell = /"((?:[^"]|"")*)"/y
/** A quote after a backslash ends nothing, and both stay in the cell. */
const quotedCellOfPhp = /"((?:\\"|\\(?!")|[^"\\]|"")*)"/y
const plainCell = /[^",\r\n]*/y
const separator = /,|\r\n?|\n|$/y

/** Reads CSV apart from the library that writes it: by RFC 4180, or with `backslash` as PHP's `fgetcsv` does. */
export function readTable(text: string, { backslash = false } = {}): string[][] {
  const rows: string[][] = [[]]
  let at = 0
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) at = pattern.lastIndex
    return match
  }
  do {
    const quoted = text[at] === '"' ? take(backslash ? quotedCellOfPhp : quotedCell) : null
    rows.at(-1)?.push(quoted ? (quoted[1] ?? '').replaceAll('""', '"') : (take(plainCell)?.[0] ?? ''))
    const [next] = take(separator) ?? []
    if (next === undefined)
      throw new Error(`neither a comma nor the end of a line at ${JSON.stringify(text.slice(at, at + 20))}`)
    if (next !== ',') rows.push([])
  } while (at < text.length)
  return rows.filter((row) => row.length > 1 || (row[0] ?? '') !== '')
}
