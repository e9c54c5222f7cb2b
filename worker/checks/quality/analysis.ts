import type {
  DuplicateFacts,
  FileFacts,
  FunctionFacts,
  Observation,
  UnreadFacts,
} from '../../../contracts/protocol/analyst.js'
import type { SourceTree } from '../../../contracts/source-tree.js'

type Fact<Line> = Omit<Line, 'type' | 'nonce'>

/** All that the tools told of one source, as they told it. */
export interface Analysis {
  observations: readonly Fact<Observation>[]
  functions: readonly Fact<FunctionFacts>[]
  duplicates: readonly Fact<DuplicateFacts>[]
  files: readonly Fact<FileFacts>[]
  unread: readonly Fact<UnreadFacts>[]
  /** Versions of the tools, by name. */
  tools: Readonly<Record<string, string>>
}

/** Whether these lines of a file, from 1 and both included, stand in the starter as they are. */
export type IsGiven = (path: string, line: number, endLine: number) => boolean

/**
 * What a learner was given and left as it was is not held against them. Lines are compared by their text, wherever in
 * the same file of the starter they stand: what was moved by a line above it is still as it was given.
 */
export function findGivenLines(source: SourceTree, starter: SourceTree): IsGiven {
  const known = new Map<string, { lines: string[]; given: ReadonlySet<string> }>()
  const read = (path: string) => {
    const own = source.get(path)
    const given = starter.get(path)
    if (!own || !given) return undefined
    const file = known.get(path) ?? { lines: linesOf(own), given: new Set(linesOf(given)) }
    known.set(path, file)
    return file
  }
  return (path, line, endLine) => {
    const file = read(path)
    return file?.lines.slice(line - 1, endLine).every((text) => file.given.has(text)) ?? false
  }
}

const linesOf = (content: Buffer) =>
  content
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
