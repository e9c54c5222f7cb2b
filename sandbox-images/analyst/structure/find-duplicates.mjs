/** Shortest code that counts as standing in two places; both must be reached. */
const leastTokens = 50
const leastLines = 6
/** Factor of the rolling hash: any odd number that spreads. */
const factor = 0x01000193

/** All tokens in one row of numbers, equal texts as equal numbers; between files stands one that equals no other. */
function joinTokens(files) {
  const numbers = new Map()
  const ids = []
  const places = []
  for (const [file, { tokens }] of files.entries()) {
    for (const token of tokens) {
      if (!numbers.has(token.text)) numbers.set(token.text, numbers.size + 1)
      ids.push(numbers.get(token.text))
      places.push({ file, token })
    }
    ids.push(-1 - file)
    places.push(undefined)
  }
  return { ids: Int32Array.from(ids), places }
}

function hashWindows(ids) {
  const hashes = new Int32Array(Math.max(0, ids.length - leastTokens + 1))
  let highest = 1
  for (let i = 1; i < leastTokens; i++) highest = Math.imul(highest, factor)
  let hash = 0
  for (let i = 0; i < ids.length; i++) {
    if (i >= leastTokens) hash = (hash - Math.imul(ids[i - leastTokens], highest)) | 0
    hash = (Math.imul(hash, factor) + ids[i]) | 0
    if (i >= leastTokens - 1) hashes[i - leastTokens + 1] = hash
  }
  return hashes
}

/** Tokens that are equal from both positions on, the earlier one ending before the later begins, both inside their files. */
function matchLength(ids, earlier, later) {
  let length = 0
  while (earlier + length < later && later + length < ids.length && ids[later + length] > 0 && ids[earlier + length] === ids[later + length]) length++
  return length
}

function placeOf(files, places, from, length) {
  const { file, token } = places[from]
  return { path: files[file].path, line: token.row + 1, endLine: places[from + length - 1].token.endRow + 1 }
}

const linesOf = ({ line, endLine }) => endLine - line + 1

/**
 * Code that stands in two places of the submission: at least 50 tokens on at least 6 lines, names and literals included.
 * Each repetition is told once, with the first place that has it, and repetitions do not overlap.
 * `files` are `{ path, tokens }` in a fixed order; the time grows with the number of tokens alone.
 */
export function findDuplicates(files) {
  const { ids, places } = joinTokens(files)
  const hashes = hashWindows(ids)
  const first = new Map()
  const duplicates = []
  for (let i = 0; i < hashes.length; ) {
    const earlier = first.get(hashes[i])
    if (earlier === undefined) first.set(hashes[i], i)
    const length = earlier === undefined ? 0 : matchLength(ids, earlier, i)
    if (length < leastTokens) {
      i++
      continue
    }
    const found = [placeOf(files, places, earlier, length), placeOf(files, places, i, length)]
    const lines = Math.min(...found.map(linesOf))
    if (lines >= leastLines) duplicates.push({ lines, places: found })
    i += lines >= leastLines ? length : length - leastTokens + 1
  }
  return duplicates
}
