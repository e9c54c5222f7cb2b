import { analysisTools, analystLimits, type AnalysisTool } from '../../contracts/protocol/analyst-limits.js'
import type { AnalystLine, AnalystRequest } from '../../contracts/protocol/analyst.js'
import type { WithoutNonce } from '../../contracts/protocol/bounds.js'
import type { Language } from '../../contracts/language.js'

const linters = ['eslint', 'ruff', 'bandit', 'phpcs', 'phpmd', 'rubocop'] as const satisfies readonly AnalysisTool[]
/** Named like the tool whose rules it is given. Without rules to look for, it is not started. */
type Linter = (typeof linters)[number]
export type ReaderName = 'structure' | 'security' | Linter

export const isLinter = (name: ReaderName): name is Linter => (linters as readonly string[]).includes(name)

/** The readers of each language, in the order in which they run. */
export const readersOf: Readonly<Record<Language, readonly ReaderName[]>> = {
  node: ['structure', 'security', 'eslint'],
  python: ['structure', 'security', 'ruff', 'bandit'],
  java: ['structure', 'security'],
  php: ['structure', 'security', 'phpcs', 'phpmd'],
  dotnet: ['structure', 'security'],
  ruby: ['structure', 'security', 'rubocop'],
}

/** What a reader reads: files below `root`, with the rules of one tool. */
export interface ReadTask {
  root: string
  files: readonly string[]
  language: Language
  rules: readonly string[]
}

/** Lines of the protocol get their nonce when they are printed. */
export type AnswerLine = WithoutNonce<AnalystLine>
/** What a reader may find. */
export type ReaderLine = Exclude<AnswerLine, { type: 'fault' | 'analysed' }>

export interface Reader {
  /** The tools that it uses, by name. */
  versions: () => Promise<Record<string, string>>
  /**
   * `reading` goes before each file: if the process ends there, it shows over which. A file it cannot read is a line
   * `unread`; what it throws is a fault of ours.
   */
  read: (task: ReadTask) => AsyncIterable<ReaderLine | { type: 'reading'; path: string }>
}

const requestKeys = ['language', 'nonce', 'rules']
/** Names of rules go into rule sets and settings: nothing in them may end a word there. */
const ruleName = /^[A-Za-z0-9@][A-Za-z0-9@/._-]*$/

/** The one line of stdin. Throws if it is not a request. */
export function parseRequest(input: string): AnalystRequest {
  const request: unknown = JSON.parse(input)
  if (!isRequest(request)) throw new Error('The request does not have the form that the analyst expects.')
  return request
}

function isRequest(request: unknown): request is AnalystRequest {
  if (!isObject(request) || Object.keys(request).sort().join() !== requestKeys.join()) return false
  const { nonce, language, rules } = request
  return (
    typeof nonce === 'string' &&
    nonce !== '' &&
    typeof language === 'string' &&
    Object.hasOwn(readersOf, language) &&
    isObject(rules) &&
    Object.entries(rules).every(([tool, names]) => isTool(tool) && Array.isArray(names) && names.every(isRuleName))
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTool = (name: string): boolean => (analysisTools as readonly string[]).includes(name)

const isRuleName = (name: unknown): boolean =>
  typeof name === 'string' && name.length <= analystLimits.ruleLength && ruleName.test(name)

/** Of one rule in one file: a rule costs a few times its points at the most, so more of them say nothing more. */
const ofOneRule = 20
/** Characters of one reader's lines. All readers together stay below `analystLimits.outputBytes`. */
const ofOneReader = 3 * 1024 * 1024

/** The lines of one reader, held to what an analysis may print. A file that goes beyond becomes `unread`. */
export function boundLines(lines: readonly ReaderLine[]): ReaderLine[] {
  const byFile = new Map<string | undefined, ReaderLine[]>()
  for (const line of keepFew(lines)) {
    const path = 'path' in line ? line.path : undefined
    const ofFile = byFile.get(path)
    if (ofFile === undefined) byFile.set(path, [line])
    else ofFile.push(line)
  }
  const kept: ReaderLine[] = []
  let characters = 0
  for (const path of [...byFile.keys()].sort()) {
    const ofFile = byFile.get(path) ?? []
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
function keepFew(lines: readonly ReaderLine[]): ReaderLine[] {
  const counts = new Map<string, number>()
  const told = new Set<string>()
  return lines.flatMap((line): ReaderLine[] => {
    if (line.type !== 'observation') return [line]
    const key = `${line.tool} ${line.rule} ${line.path}`
    if (told.has(`${key} ${line.line}`)) return []
    told.add(`${key} ${line.line}`)
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count > ofOneRule ? [] : [{ ...line, message: cleanMessage(line.message) }]
  })
}

const cleanMessage = (message: string): string =>
  message.replace(/\s+/g, ' ').trim().slice(0, analystLimits.messageLength)
