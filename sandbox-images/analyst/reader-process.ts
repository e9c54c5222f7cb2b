import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { ReaderLine, ReaderName, ReadTask } from './readers.js'

const ownProgram = fileURLToPath(new URL('./run-reader.js', import.meta.url))

/** Heap of a reader that is written in JavaScript. Those of Python, PHP and Ruby have a limit of their own. */
const heapMb = 320
/** CPU time for one file. What the tool takes to load comes on top for the first. */
const fileSeconds = 5
const loadSeconds = 10
const watchEveryMs = 200
/** Lines and characters beyond which a file is taken as too much to tell. */
const mostLines = 100_000
const mostCharacters = 32 * 1024 * 1024
const keptErrors = 1500

/** The result of a run. */
export interface ReaderRun {
  lines: ReaderLine[]
  versions: Record<string, string>
  /** CPU time used. */
  seconds: number
  /** Why it ended early. `lines` are those of the files before. */
  failure?: string
  /** The file over which it ended early; with a failure but no path, the reader did not begin to read. */
  path?: string
}

type Message = ReaderLine | { type: 'reading'; path: string } | { type: 'versions'; versions: Record<string, string> }

/**
 * One run of a reader over files, in a process of its own, with a limit on its heap, its output and its CPU time: on a
 * busy machine a file is not too much because it takes long.
 */
export class ReaderProcess {
  #name: string
  #child: ChildProcessByStdio<Writable, Readable, Readable>
  #limitSeconds: number
  #watch: NodeJS.Timeout
  #usedSeconds = 0
  #fileFromSeconds = 0
  #path: string | undefined
  #lines: ReaderLine[] = []
  #characters = 0
  #versions: Record<string, string> = {}
  #failure: string | undefined
  #errors = ''
  #partialLine: string[] = []

  /** `program` is what to run: tests have readers of their own. */
  constructor(name: ReaderName, task: ReadTask, limitSeconds: number, program = ownProgram) {
    this.#name = name
    this.#limitSeconds = limitSeconds
    // A group of its own: a linter in another language is the reader's child, and has to end with it.
    // WebAssembly is compiled by the quick compiler alone: the other takes ten times as long as the reading.
    const flags = [`--max-old-space-size=${heapMb}`, '--liftoff-only']
    this.#child = spawn(process.execPath, [...flags, program, name], { detached: true, cwd: '/' })
    this.#child.stdin.on('error', () => undefined)
    this.#child.stdin.end(JSON.stringify(task))
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-keptErrors)
    })
    this.#watch = setInterval(() => this.#check(), watchEveryMs)
  }

  run(): Promise<ReaderRun> {
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => this.#split(text))
    return new Promise((resolve, reject) => {
      this.#child.once('error', reject)
      this.#child.once('close', (code, signal) => {
        clearInterval(this.#watch)
        resolve({ versions: this.#versions, seconds: this.#usedSeconds, ...this.#conclude(code, signal) })
      })
    })
  }

  #conclude(code: number | null, signal: NodeJS.Signals | null): Pick<ReaderRun, 'lines' | 'failure' | 'path'> {
    if (code === 0 && this.#failure === undefined) return { lines: this.#lines }
    const path = this.#path
    if (path === undefined) return { lines: [], failure: this.#failure ?? `ended (${signal ?? code}): ${this.#errors}` }
    return {
      lines: this.#lines.filter((line) => !('path' in line) || line.path !== path),
      failure: this.#failure ?? `${this.#name} crashed on it.`,
      path,
    }
  }

  /** At LF alone. `readline` also splits at U+2028 and U+2029, which any string of a source may hold. */
  #split(text: string): void {
    this.#characters += text.length
    const [first, ...others] = text.split('\n')
    this.#partialLine.push(first as string)
    for (const next of others) {
      this.#take(this.#partialLine.join(''))
      this.#partialLine = [next]
    }
    if (this.#characters > mostCharacters) this.#end(`${this.#name} finds more in it than can be reported.`)
  }

  #take(text: string): void {
    if (this.#failure !== undefined) return
    const line = parse(text)
    if (line === undefined) return this.#end(`${this.#name} crashed on it.`)
    if (line.type === 'versions') this.#versions = line.versions
    else if (line.type === 'reading') {
      if (this.#path !== undefined) this.#fileFromSeconds = this.#usedSeconds
      this.#path = line.path
    } else this.#lines.push(line)
    if (this.#lines.length > mostLines) this.#end(`${this.#name} finds more in it than can be reported.`)
  }

  #check(): void {
    if (this.#child.pid === undefined) return
    this.#usedSeconds = Math.max(this.#usedSeconds, cpuSecondsOf(this.#child.pid))
    const allowed = fileSeconds + (this.#fileFromSeconds === 0 ? loadSeconds : 0)
    if (this.#usedSeconds > this.#fileFromSeconds + allowed) this.#end(`${this.#name} took too long to read it.`)
    else if (this.#usedSeconds > this.#limitSeconds) this.#end('The analysis had no time left for it.')
  }

  #end(failure: string): void {
    this.#failure ??= failure
    if (this.#child.pid === undefined) return
    try {
      process.kill(-this.#child.pid, 'SIGKILL')
    } catch {
      // It has just ended by itself.
    }
  }
}

/**
 * What a source makes a reader print must not end the analysis: a reader that prints anything else is tried on our own
 * files.
 */
function parse(text: string): Message | undefined {
  try {
    const line: unknown = JSON.parse(text)
    return isMessage(line) ? line : undefined
  } catch {
    return undefined
  }
}

/** Readers are ours: that each line has all its fields, the worker checks once for all of them. */
const isMessage = (line: unknown): line is Message => typeof line === 'object' && line !== null && 'type' in line

/** How the kernel counts in /proc: sysconf(_SC_CLK_TCK), 100 on every Linux of today. */
const ticksPerSecond = 100

/** CPU time that a group of processes has used, in seconds. What ended and was waited for counts with who waited. */
function cpuSecondsOf(group: number): number {
  const ticks = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ticksOf(pid, group))
  return ticks.reduce((sum, more) => sum + more, 0) / ticksPerSecond
}

/** See proc_pid_stat(5): the name in parentheses may hold anything, so fields are counted from behind it. */
function ticksOf(pid: string, group: number): number {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    // It has just ended.
    return 0
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (Number(fields[2]) !== group) return 0
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0)
}

/** How often a reader is started again: each time a file was too much for it. */
const restarts = 12

/**
 * Reads all files, going on behind each one that a process ended over. What was found before it stays. `start` starts a
 * process for these files; all of them together have `shareSeconds` of CPU time.
 * Throws where the reader ends before it has begun to read.
 */
export async function readFiles(
  start: (files: readonly string[], limitSeconds: number) => Pick<ReaderProcess, 'run'>,
  files: readonly string[],
  shareSeconds: number,
): Promise<Pick<ReaderRun, 'lines' | 'versions' | 'seconds'>> {
  const lines: ReaderLine[] = []
  let versions: Record<string, string> = {}
  let seconds = 0
  let left = files
  for (let round = 0; round <= restarts && seconds < shareSeconds; round++) {
    const run = await start(left, shareSeconds - seconds).run()
    versions = { ...versions, ...run.versions }
    seconds += run.seconds
    lines.push(...run.lines)
    if (run.failure === undefined) return { lines, versions, seconds }
    if (run.path === undefined && round === 0) throw new Error(run.failure)
    if (run.path === undefined) break
    lines.push({ type: 'unread', path: run.path, reason: run.failure })
    left = left.slice(left.indexOf(run.path) + 1)
    if (left.length === 0) break
  }
  lines.push(
    ...left.map((path) => ({
      type: 'unread' as const,
      path,
      reason: 'Other files used up the time for the analysis.',
    })),
  )
  return { lines, versions, seconds }
}
