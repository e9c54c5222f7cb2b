import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import type { ExaminerInput, ExaminerLine, HiddenTest } from '../../../contracts/examiner-protocol.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import type { Suite } from '../../../contracts/suite.js'
import { LineSplitter, parseExaminerLine } from './examiner-lines.js'

/** A running examiner, as the sandbox gives it. */
export interface ExaminerProcess extends AsyncDisposable {
  writeInput(text: string): Promise<void>
  readonly exited: Promise<{ exitCode: number; oomKilled: boolean }>
}

export type StartExaminer = (output: { stdout(chunk: Buffer): void; stderr(chunk: Buffer): void }) => Promise<ExaminerProcess>

export interface ExaminerLoad {
  files: SourceTree
  seed: string
  contractPoints: number
  suites: readonly Suite[]
  /** Only these tests, or all. */
  only: readonly string[] | null
}

/**
 * A conversation with one examiner. Every fault on its side (a crash, a broken line, a test file that
 * does not load) is thrown: it is ours or the exercise author's, never the learner's.
 */
export class ExaminerSession implements AsyncDisposable {
  readonly #nonce = randomBytes(16).toString('hex')
  readonly #lines = new PassThrough({ objectMode: true, highWaterMark: 10_000 })
  readonly #splitter = new LineSplitter()
  #process: ExaminerProcess | undefined
  #stderr = ''

  private constructor() {
    this.#lines.on('error', () => undefined) // whoever reads gets it thrown; when nobody reads, it is no news
  }

  /** Starts an examiner, gives it the hidden tests, and returns once it has listed them. */
  static async open(start: StartExaminer, load: ExaminerLoad): Promise<{ session: ExaminerSession; tests: HiddenTest[] }> {
    const session = new ExaminerSession()
    await session.#start(start)
    try {
      return { session, tests: await session.#load(load) }
    } catch (error) {
      await session[Symbol.asyncDispose]()
      throw error
    }
  }

  async #start(start: StartExaminer): Promise<void> {
    this.#process = await start({
      stdout: (chunk) => this.#receive(chunk),
      stderr: (chunk) => {
        this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-2000)
      },
    })
    this.#process.exited.then(
      ({ exitCode, oomKilled }) => this.#fail(new Error(`The examiner ended with ${exitCode}${oomKilled ? ', out of memory' : ''}: ${this.#stderr}`)),
      (cause: unknown) => this.#fail(new Error('The examiner was lost', { cause })),
    )
  }

  async #load({ files, seed, contractPoints, only, suites }: ExaminerLoad): Promise<HiddenTest[]> {
    for (const [path, bytes] of files) {
      if (path.startsWith('hidden/') || path === 'openapi.yaml') {
        await this.send({ type: 'file', path, content: bytes.toString('base64') })
      }
    }
    await this.send({ type: 'load', nonce: this.#nonce, seed, only, contractPoints, suites })
    const tests: HiddenTest[] = []
    for await (const line of this.lines()) {
      if (line.type === 'test') tests.push(line.test)
      else if (line.type === 'loaded') break
      else throw new Error(`The examiner said "${line.type}" while it loaded the tests`)
    }
    return tests
  }

  async send(input: ExaminerInput): Promise<void> {
    if (!this.#process) throw new Error('The examiner was not started')
    await this.#process.writeInput(`${JSON.stringify(input)}\n`)
  }

  /** What the examiner says, in order, until the caller stops reading. A `fault` line is thrown. */
  async *lines(): AsyncGenerator<ExaminerLine> {
    for await (const line of this.#lines.iterator({ destroyOnReturn: false }) as AsyncIterable<ExaminerLine>) {
      if (line.type === 'fault') throw new Error(`The examiner reports a fault: ${line.message}`)
      yield line
    }
  }

  #receive(chunk: Buffer): void {
    try {
      for (const line of this.#splitter.push(chunk)) this.#lines.write(parseExaminerLine(line, this.#nonce))
    } catch (error) {
      this.#fail(error as Error)
    }
  }

  #fail(error: Error): void {
    this.#lines.destroy(error)
  }

  /** Ends the conversation from this side: whoever reads gets `reason` thrown. */
  abort(reason: Error): void {
    this.#fail(reason)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#lines.destroy()
    await this.#process?.[Symbol.asyncDispose]()
  }
}
