import type { DuplicateFacts } from '../../../contracts/protocol/analyst.js'
import { isComment, walk, type ParsedFile } from './syntax-tree.js'

/** Shortest code that counts as standing in two places; both must be reached. */
const leastTokens = 50
const leastLines = 6
/** Factor of the rolling hash: any odd number that spreads. */
const factor = 0x01000193

/** Tokens of a submission that are compared: beyond it, files are measured and not compared. */
const mostTokens = 2_000_000

interface Token {
  text: string
  row: number
  endRow: number
}

/** The tokens of a file with the rows they stand on. Strings are one token each, imports and comments are left out. */
function listTokens({ root, grammar }: ParsedFile): Token[] {
  const tokens: Token[] = []
  walk(root, (node) => {
    if (isComment(node.type) || grammar.imports.has(node.type)) return false
    const isWhole = node.children.length === 0 || grammar.strings.has(node.type)
    if (isWhole && node.end > node.start) tokens.push({ text: node.text, row: node.row, endRow: node.endRow })
    return !isWhole
  })
  return tokens
}

type Duplicate = Pick<DuplicateFacts, 'lines' | 'places'>
type Place = Duplicate['places'][number]

/** An element that is known to be there. */
const at = (numbers: Int32Array, index: number): number => numbers[index] as number

/**
 * The tokens of all files in one row of numbers, equal texts as equal numbers; between files stands one that equals no
 * other.
 */
export class TokenRow {
  #numbers = new Map<string, number>()
  #paths: string[] = []
  #length = 0
  #ids = new Int32Array(4096)
  #files = new Int32Array(4096)
  #rows = new Int32Array(4096)
  #endRows = new Int32Array(4096)

  add(file: ParsedFile): void {
    const tokens = listTokens(file)
    if (this.#length + tokens.length >= mostTokens) return
    this.#paths.push(file.path)
    for (const { text, row, endRow } of tokens) {
      const number = this.#numbers.get(text) ?? this.#numbers.size + 1
      this.#numbers.set(text, number)
      this.#append(number, row, endRow)
    }
    this.#append(-this.#paths.length, 0, 0)
  }

  #append(id: number, row: number, endRow: number): void {
    if (this.#length === this.#ids.length) this.#grow()
    this.#ids[this.#length] = id
    this.#files[this.#length] = this.#paths.length - 1
    this.#rows[this.#length] = row
    this.#endRows[this.#length] = endRow
    this.#length++
  }

  #grow(): void {
    const grown = (numbers: Int32Array<ArrayBuffer>) => {
      const next = new Int32Array(numbers.length * 2)
      next.set(numbers)
      return next
    }
    this.#ids = grown(this.#ids)
    this.#files = grown(this.#files)
    this.#rows = grown(this.#rows)
    this.#endRows = grown(this.#endRows)
  }

  get ids(): Int32Array {
    return this.#ids.subarray(0, this.#length)
  }

  /** Where the tokens from one on stand. */
  placeOf(from: number, length: number): Place {
    return {
      path: this.#paths[at(this.#files, from)] as string,
      line: at(this.#rows, from) + 1,
      endLine: at(this.#endRows, from + length - 1) + 1,
    }
  }
}

function hashWindows(ids: Int32Array): Int32Array {
  const hashes = new Int32Array(Math.max(0, ids.length - leastTokens + 1))
  let highest = 1
  for (let i = 1; i < leastTokens; i++) highest = Math.imul(highest, factor)
  let hash = 0
  for (let i = 0; i < ids.length; i++) {
    if (i >= leastTokens) hash = (hash - Math.imul(at(ids, i - leastTokens), highest)) | 0
    hash = (Math.imul(hash, factor) + at(ids, i)) | 0
    if (i >= leastTokens - 1) hashes[i - leastTokens + 1] = hash
  }
  return hashes
}

/**
 * Tokens that are equal from both positions on, the earlier one ending before the later begins, both inside their
 * files.
 */
function matchLength(ids: Int32Array, earlier: number, later: number): number {
  let length = 0
  while (
    earlier + length < later &&
    later + length < ids.length &&
    at(ids, later + length) > 0 &&
    ids[earlier + length] === ids[later + length]
  )
    length++
  return length
}

const linesOf = ({ line, endLine }: Place): number => endLine - line + 1

/**
 * Code that stands in two places of the submission: at least 50 tokens on at least 6 lines, names and literals
 * included. Each repetition is told once, with the first place that has it, and repetitions do not overlap. The time
 * grows with the number of tokens alone.
 */
export function findDuplicates(tokens: TokenRow): Duplicate[] {
  const { ids } = tokens
  const hashes = hashWindows(ids)
  const first = new Map<number, number>()
  const duplicates: Duplicate[] = []
  for (let i = 0; i < hashes.length;) {
    const earlier = first.get(at(hashes, i))
    if (earlier === undefined) first.set(at(hashes, i), i)
    const length = earlier === undefined ? 0 : matchLength(ids, earlier, i)
    if (earlier === undefined || length < leastTokens) {
      i++
      continue
    }
    const places: Duplicate['places'] = [tokens.placeOf(earlier, length), tokens.placeOf(i, length)]
    const lines = Math.min(...places.map(linesOf))
    if (lines >= leastLines) duplicates.push({ lines, places })
    i += lines >= leastLines ? length : length - leastTokens + 1
  }
  return duplicates
}
