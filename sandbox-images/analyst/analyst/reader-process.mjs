import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { cpuSecondsOf } from './cpu-seconds.mjs'

const ownProgram = fileURLToPath(new URL('./run-reader.mjs', import.meta.url))

/** Heap of a reader that is written in JavaScript. Those of Python and PHP have a limit of their own. */
const heapMb = 320
/** CPU time for one file. What the tool takes to load comes on top for the first. */
const fileSeconds = 5
const loadSeconds = 10
const watchEveryMs = 200
/** Lines and characters beyond which a file is taken as too much to tell. */
const mostLines = 100_000
const mostCharacters = 32 * 1024 * 1024
const keptErrors = 1500

/**
 * One run of a reader over files, in a process of its own, with a limit on its heap, its output and its CPU time: on a
 * busy machine a file is not too much because it takes long.
 */
export class ReaderProcess {
  #name
  #child
  #limitSeconds
  #watch
  #usedSeconds = 0
  #fileFromSeconds = 0
  #path
  #lines = []
  #characters = 0
  #versions = {}
  #failure
  #errors = ''
  #partialLine = []

  /** @param {string} [program] what to run: tests have readers of their own */
  constructor(name, task, limitSeconds, program = ownProgram) {
    this.#name = name
    this.#limitSeconds = limitSeconds
    // A group of its own: a linter in another language is the reader's child, and has to end with it.
    // WebAssembly is compiled by the quick compiler alone: the other takes ten times as long as the reading.
    const flags = [`--max-old-space-size=${heapMb}`, '--liftoff-only']
    this.#child = spawn(process.execPath, [...flags, program, name], { detached: true, cwd: '/' })
    this.#child.stdin.on('error', () => undefined)
    this.#child.stdin.end(JSON.stringify(task))
    this.#child.stderr.on('data', (chunk) => {
      this.#errors = (this.#errors + chunk).slice(-keptErrors)
    })
    this.#watch = setInterval(() => this.#check(), watchEveryMs)
  }

  /**
   * @returns {Promise<{ lines: object[], versions: object, seconds: number, failure?: string, path?: string }>} CPU
   *   seconds
   *   used; with a failure, `path` is the file it ended over and `lines` are those of the files before; without a path the
   *   reader did not begin to read
   */
  run() {
    this.#child.stdout.setEncoding('utf8').on('data', (text) => this.#split(text))
    return new Promise((resolve, reject) => {
      this.#child.once('error', reject)
      this.#child.once('close', (code, signal) => {
        clearInterval(this.#watch)
        resolve({ versions: this.#versions, seconds: this.#usedSeconds, ...this.#conclude(code, signal) })
      })
    })
  }

  #conclude(code, signal) {
    if (code === 0 && this.#failure === undefined) return { lines: this.#lines }
    const path = this.#path
    if (path === undefined) return { lines: [], failure: this.#failure ?? `ended (${signal ?? code}): ${this.#errors}` }
    return {
      lines: this.#lines.filter((line) => line.path !== path),
      failure: this.#failure ?? `${this.#name} crashed on it.`,
      path,
    }
  }

  /** At LF alone. `readline` also splits at U+2028 and U+2029, which any string of a source may hold. */
  #split(text) {
    this.#characters += text.length
    const [first, ...others] = text.split('\n')
    this.#partialLine.push(first)
    for (const next of others) {
      this.#take(this.#partialLine.join(''))
      this.#partialLine = [next]
    }
    if (this.#characters > mostCharacters) this.#end(`${this.#name} finds more in it than can be reported.`)
  }

  #take(text) {
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

  #check() {
    this.#usedSeconds = Math.max(this.#usedSeconds, cpuSecondsOf(this.#child.pid))
    const allowed = fileSeconds + (this.#fileFromSeconds === 0 ? loadSeconds : 0)
    if (this.#usedSeconds > this.#fileFromSeconds + allowed) this.#end(`${this.#name} took too long to read it.`)
    else if (this.#usedSeconds > this.#limitSeconds) this.#end('The analysis had no time left for it.')
  }

  #end(failure) {
    this.#failure ??= failure
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
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
