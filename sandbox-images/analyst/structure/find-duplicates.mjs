/** Shortest code that counts as standing in two places; both must be reached. */
const leastTokens = 50
const leastLines = 6
/** Factor of the rolling hash: any odd number that spreads. */
const factor = 0x01000193

/** Tokens of a submission that are compared: beyond it, files are measured and not compared. */
const mostTokens = 2_000_000

/**
 * The tokens of all files in one row of numbers, equal texts as equal numbers; between files stands one that equals no
 * other.
 */
export class TokenRow {
  #numbers = new Map()
  #paths = []
  #length = 0
  #ids = new Int32Array(4096)
  #files = new Int32Array(4096)
  #rows = new Int32Array(4096)
  #endRows = new Int32Array(4096)

  add(path, tokens) {
    if (this.#length + tokens.length >= mostTokens) return
    this.#paths.push(path)
    for (const { text, row, endRow } of tokens) {
      if (!this.#numbers.has(text)) this.#numbers.set(text, this.#numbers.size + 1)
      this.#append(this.#numbers.get(text), row, endRow)
    }
    this.#append(-this.#paths.length, 0, 0)
  }

  #append(id, row, endRow) {
    if (this.#length === this.#ids.length) this.#grow()
    this.#ids[this.#length] = id
    this.#files[this.#length] = this.#paths.length - 1
    this.#rows[this.#length] = row
    this.#endRows[this.#length] = endRow
    this.#length++
  }

  #grow() {
    const grown = (numbers) => {
      const next = new Int32Array(numbers.length * 2)
      next.set(numbers)
      return next
    }
    this.#ids = grown(this.#ids)
    this.#files = grown(this.#files)
    this.#rows = grown(this.#rows)
    this.#endRows = grown(this.#endRows)
  }

  get ids() {
    return this.#ids.subarray(0, this.#length)
  }

  /** Where the tokens from one on stand. */
  placeOf(from, length) {
    return {
      path: this.#paths[this.#files[from]],
      line: this.#rows[from] + 1,
      endLine: this.#endRows[from + length - 1] + 1,
    }
  }
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

/**
 * Tokens that are equal from both positions on, the earlier one ending before the later begins, both inside their
 * files.
 */
function matchLength(ids, earlier, later) {
  let length = 0
  while (
    earlier + length < later &&
    later + length < ids.length &&
    ids[later + length] > 0 &&
    ids[earlier + length] === ids[later + length]
  )
    length++
  return length
}

const linesOf = ({ line, endLine }) => endLine - line + 1

/**
 * Code that stands in two places of the submission: at least 50 tokens on at least 6 lines, names and literals
 * included. Each repetition is told once, with the first place that has it, and repetitions do not overlap. The time
 * grows with the number of tokens alone.
 */
export function findDuplicates(tokens) {
  const { ids } = tokens
  const hashes = hashWindows(ids)
  const first = new Map()
  const duplicates = []
  for (let i = 0; i < hashes.length;) {
    const earlier = first.get(hashes[i])
    if (earlier === undefined) first.set(hashes[i], i)
    const length = earlier === undefined ? 0 : matchLength(ids, earlier, i)
    if (length < leastTokens) {
      i++
      continue
    }
    const found = [tokens.placeOf(earlier, length), tokens.placeOf(i, length)]
    const lines = Math.min(...found.map(linesOf))
    if (lines >= leastLines) duplicates.push({ lines, places: found })
    i += lines >= leastLines ? length : length - leastTokens + 1
  }
  return duplicates
}
