import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { Compile } from 'typebox/compile'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { SpeedLineSchema, type Scenario, type SpeedInput, type SpeedLine } from '../../../contracts/speed-protocol.js'
import { LineSplitter } from '../correctness/examiner-lines.js'
import type { ExaminerProcess, StartExaminer } from '../correctness/examiner-session.js'

const validator = Compile(SpeedLineSchema)

type LineOf<T extends SpeedLine['type']> = Extract<SpeedLine, { type: T }>

/** Longer than anything an examiner allows itself: only a lost one is ever waited for so long. */
const patienceMs = 330_000

/**
 * A conversation with the examiner of one pod of a speed check: one question, one answer. Every fault on its side is thrown;
 * it is ours or the exercise author's.
 */
export class SpeedSession implements AsyncDisposable {
  readonly #nonce = randomBytes(16).toString('hex')
  readonly #lines = new PassThrough({ objectMode: true, highWaterMark: 1000 })
  readonly #splitter = new LineSplitter()
  #process: ExaminerProcess | undefined
  #stderr = ''

  private constructor() {
    this.#lines.on('error', () => undefined) // whoever reads gets it thrown
  }

  /** Starts an examiner, gives it what the package hides, and returns once it has listed the scenarios. */
  static async open(start: StartExaminer, load: { files: SourceTree; seed: string }): Promise<{ session: SpeedSession; scenarios: Scenario[] }> {
    const session = new SpeedSession()
    try {
      await session.#start(start)
      return { session, scenarios: await session.#load(load) }
    } catch (error) {
      await session[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Asks, and waits for an answer of this type. */
  async ask<T extends SpeedLine['type']>(question: SpeedInput, type: T): Promise<LineOf<T>> {
    await this.#send(question)
    return this.#expect(type)
  }

  /** The one answer that may be of either type. */
  async askReady(question: Extract<SpeedInput, { type: 'open' }>): Promise<LineOf<'ready'> | LineOf<'not-ready'>> {
    await this.#send(question)
    const line = await this.#next()
    if (line.type === 'ready' || line.type === 'not-ready') return line
    throw new Error(`The examiner said "${line.type}" while it waited for the service`)
  }

  async #start(start: StartExaminer): Promise<void> {
    this.#process = await start({
      stdout: (chunk) => this.#receive(chunk),
      stderr: (chunk) => {
        this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-2000)
      },
    })
    this.#process.exited.then(
      ({ exitCode, oomKilled }) => this.#lines.destroy(new Error(`The examiner ended with ${exitCode}${oomKilled ? ', out of memory' : ''}: ${this.#stderr}`)),
      (cause: unknown) => this.#lines.destroy(new Error('The examiner was lost', { cause })),
    )
  }

  async #load({ files, seed }: { files: SourceTree; seed: string }): Promise<Scenario[]> {
    for (const [path, bytes] of files) {
      if (path.startsWith('hidden/')) await this.#send({ type: 'file', path, content: bytes.toString('base64') })
    }
    await this.#send({ type: 'load-speed', nonce: this.#nonce, seed })
    const scenarios: Scenario[] = []
    for (let line = await this.#next(); line.type !== 'loaded'; line = await this.#next()) {
      if (line.type !== 'scenario') throw new Error(`The examiner said "${line.type}" while it loaded the scenarios`)
      scenarios.push(line.scenario)
    }
    return scenarios
  }

  async #send(input: SpeedInput): Promise<void> {
    if (!this.#process) throw new Error('The examiner was not started')
    await this.#process.writeInput(`${JSON.stringify(input)}\n`)
  }

  async #expect<T extends SpeedLine['type']>(type: T): Promise<LineOf<T>> {
    const line = await this.#next()
    if (line.type !== type) throw new Error(`The examiner said "${line.type}" where "${type}" was due`)
    return line as LineOf<T>
  }

  async #next(): Promise<SpeedLine> {
    const overdue = setTimeout(() => this.#lines.destroy(new Error('The examiner did not answer in time')), patienceMs)
    try {
      for await (const line of this.#lines.iterator({ destroyOnReturn: false }) as AsyncIterable<SpeedLine>) {
        if (line.type === 'fault') throw new Error(`The examiner reports a fault: ${line.message}`)
        return line
      }
      throw new Error('The examiner stopped talking')
    } finally {
      clearTimeout(overdue)
    }
  }

  #receive(chunk: Buffer): void {
    try {
      for (const text of this.#splitter.push(chunk)) this.#lines.write(this.#parse(text))
    } catch (error) {
      this.#lines.destroy(error as Error)
    }
  }

  #parse(text: string): SpeedLine {
    let line: unknown
    try {
      line = JSON.parse(text)
    } catch (error) {
      throw new Error('The examiner printed a line that is not JSON', { cause: error })
    }
    if (!validator.Check(line)) throw new Error(`The examiner printed a line of unknown shape: ${text.slice(0, 300)}`)
    if (line.nonce !== this.#nonce) throw new Error('The examiner printed a line with a foreign nonce')
    return line
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#lines.destroy()
    await this.#process?.[Symbol.asyncDispose]()
  }
}
