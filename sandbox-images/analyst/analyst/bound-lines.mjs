/** Of one rule in one file: a rule costs a few times its points at the most, so more of them say nothing more. */
const ofOneRule = 20
/** Characters of one reader's lines. All readers together stay below `analystLimits.outputBytes`. */
const ofOneReader = 3 * 1024 * 1024
const messageLength = 500

/** The lines of one reader, held to what an analysis may print. A file that goes beyond becomes `unread`. */
export function boundLines(lines) {
  const byFile = new Map()
  for (const line of keepFew(lines)) {
    if (!byFile.has(line.path)) byFile.set(line.path, [])
    byFile.get(line.path).push(line)
  }
  const kept = []
  let characters = 0
  for (const path of [...byFile.keys()].sort()) {
    const ofFile = byFile.get(path)
    const size = JSON.stringify(ofFile).length
    if (path !== undefined && characters + size > ofOneReader) {
      kept.push({ type: 'unread', path, reason: 'The submission has more findings than one report can hold.' })
    } else {
      characters += size
      kept.push(...ofFile)
    }
  }
  return kept
}

/** A rule is told once of a line. */
function keepFew(lines) {
  const counts = new Map()
  const told = new Set()
  return lines.flatMap((line) => {
    if (line.type !== 'observation') return [line]
    const key = `${line.tool} ${line.rule} ${line.path}`
    if (told.has(`${key} ${line.line}`)) return []
    told.add(`${key} ${line.line}`)
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count > ofOneRule ? [] : [{ ...line, message: cleanMessage(line.message) }]
  })
}

const cleanMessage = (message) => message.replace(/\s+/g, ' ').trim().slice(0, messageLength)
