import { randomUUID } from 'node:crypto'
import { analystLimits } from '../../../contracts/analyst-limits.js'
import type { Observation } from '../../../contracts/analyst-protocol.js'
import type { LimitKind } from '../../../contracts/limits.js'
import type { UnreadFile } from '../../../contracts/quality-report.js'
import type { Pod } from '../../sandbox/pod.js'
import { readLintLines, type LintLines } from './lint-lines.js'
import { readJavac } from './read-javac.js'
import { readRoslyn } from './read-roslyn.js'

/** The languages whose own compiler says what is wrong with a source, from the image that builds it. */
export type CompiledLanguage = 'java' | 'dotnet'
export const isCompiled = (language: string): language is CompiledLanguage => language in readers

/** What a compiler said. A source that it cannot read is an outcome: all of it where the path is `.`. */
export interface CompilerFindings {
  observations: Observation[]
  unread: UnreadFile[]
  /** Versions by name. */
  tools: Record<string, string>
}

const readers: Readonly<
  Record<CompiledLanguage, (lines: LintLines, nonce: string, rules: ReadonlySet<string>) => Observation[]>
> = {
  java: (lines, _nonce, rules) => readJavac(lines, rules),
  dotnet: readRoslyn,
}

/** Some seconds are enough for a usual submission: a host on which others work must not make it an outcome. */
const seconds = 180
const memoryMb = 768

/** The virtual machine's own end when its heap is full. */
const heapIsFull = 3
/**
 * Exit codes of a program that a signal of its own ended: a heap that is full, a stack that ran over, an assertion of
 * the runtime's.
 */
export const ownCrashes: ReadonlySet<number> = new Set([132, 134, 135, 136, 139])

/**
 * Lets the compiler of a language read the source that lies in the pod. Nothing of the learner's build is run.
 * Throws where the compiler cannot be started, or answers in a way that is not known.
 */
export async function lintByCompiler(
  pod: Pick<Pod, 'runTool'>,
  language: CompiledLanguage,
  rules: readonly string[],
  signal: AbortSignal,
): Promise<CompilerFindings> {
  signal.throwIfAborted()
  const nonce = randomUUID()
  const { exitCode, limit, stdout, stderr } = await pod.runTool({
    image: language,
    command: ['lint-source'],
    input: [nonce, ...rules, '', ''].join('\n'),
    memoryMb,
    seconds,
    outputBytes: analystLimits.outputBytes,
  })
  signal.throwIfAborted()
  if (limit !== null) return unreadable(reasonOf(limit))
  if (exitCode === heapIsFull || ownCrashes.has(exitCode)) return unreadable('the compiler crashed on it')
  if (exitCode !== 0) throw new Error(`lint-source of the image ${language} ended with ${exitCode}: ${stderr}`)
  const lines = readLintLines(stdout, nonce)
  return { observations: readers[language](lines, nonce, new Set(rules)), unread: lines.unread, tools: lines.tools }
}

const unreadable = (reason: string): CompilerFindings => ({
  observations: [],
  unread: [{ path: '.', reason }],
  tools: {},
})

const limitReasons: Readonly<Partial<Record<LimitKind, string>>> = {
  time: `the compiler did not finish within ${seconds} s`,
  memory: `the compiler needed more than ${memoryMb} MB`,
  output: 'the compiler printed too much',
}

const reasonOf = (limit: LimitKind) => limitReasons[limit] ?? `the compiler exceeded its limit of ${limit}`
