import type { ExaminerInput, ExaminerLine, HiddenTest } from '../../../contracts/protocol/examiner.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import type { Suite } from '../../../contracts/exercise/suite.js'
import { ExaminerChannel, parseExaminerLine, type StartExaminer } from '../examiner-channel.js'

export interface ExaminerLoad {
  files: SourceTree
  seed: string
  contractPoints: number
  suites: readonly Suite[]
}

/** A conversation with one examiner that runs hidden tests. Every fault on its side is thrown. */
export class ExaminerSession implements AsyncDisposable {
  readonly #channel = new ExaminerChannel<ExaminerInput, ExaminerLine>(parseExaminerLine)

  private constructor() {}

  /** Starts an examiner, gives it the hidden tests, and returns once it has listed them. */
  static async open(
    start: StartExaminer,
    load: ExaminerLoad,
  ): Promise<{ session: ExaminerSession; tests: HiddenTest[] }> {
    const session = new ExaminerSession()
    try {
      await session.#channel.start(start)
      return { session, tests: await session.#load(load) }
    } catch (error) {
      await session[Symbol.asyncDispose]()
      throw error
    }
  }

  async #load({ files, seed, contractPoints, suites }: ExaminerLoad): Promise<HiddenTest[]> {
    await this.#channel.sendFiles(files, (path) => path.startsWith('hidden/') || path === 'openapi.yaml')
    await this.send({ type: 'load', nonce: this.#channel.nonce, seed, contractPoints, suites })
    const tests: HiddenTest[] = []
    for await (const line of this.lines()) {
      if (line.type === 'test') tests.push(line.test)
      else if (line.type === 'loaded') break
      else throw new Error(`The examiner sent "${line.type}" while it loaded the tests`)
    }
    return tests
  }

  send(input: ExaminerInput): Promise<void> {
    return this.#channel.send(input)
  }

  /** What the examiner says, in order, until the caller stops reading. A `fault` line is thrown. */
  lines(): AsyncGenerator<ExaminerLine> {
    return this.#channel.lines()
  }

  /** Ends the conversation from this side: whoever reads gets `reason` thrown. */
  abort(reason: Error): void {
    this.#channel.fail(reason)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#channel[Symbol.asyncDispose]()
  }
}
