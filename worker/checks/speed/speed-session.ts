import { Compile } from 'typebox/compile'
import { Correlator } from '../../../contracts/protocol/correlator.js'
import {
  SpeedLineSchema,
  type Scenario,
  type SpeedInput,
  type SpeedLine,
  type SpeedQuestion,
} from '../../../contracts/protocol/speed.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { ExaminerChannel, type StartExaminer } from '../examiner-channel.js'
import { lineParser } from '../line-parser.js'

const parseSpeedLine = lineParser<SpeedLine>(Compile(SpeedLineSchema), 'The examiner')

type LineOf<T extends SpeedLine['type']> = Extract<SpeedLine, { type: T }>

/** Longer than anything an examiner allows itself: only a lost one is ever waited for so long. */
const patienceMs = 330_000

/**
 * A conversation with the examiner of one pod of a speed check: one question, one answer. Every fault on its side is
 * thrown; it is ours or the exercise author's.
 */
export class SpeedSession implements AsyncDisposable {
  readonly #channel = new ExaminerChannel<SpeedInput, SpeedLine>(parseSpeedLine)
  readonly #questions = new Correlator<SpeedLine>()
  readonly #scenarios: Scenario[] = []

  private constructor() {}

  /** Starts an examiner, gives it what the package hides, and returns once it has listed the scenarios. */
  static async open(
    start: StartExaminer,
    { files, seed }: { files: SourceTree; seed: string },
  ): Promise<{ session: SpeedSession; scenarios: Scenario[] }> {
    const session = new SpeedSession()
    try {
      await session.#channel.start(start)
      void session.#read()
      await session.#channel.sendFiles(files, (path) => path.startsWith('hidden/'))
      await session.ask({ type: 'load-speed', nonce: session.#channel.nonce, seed }, 'loaded')
      return { session, scenarios: session.#scenarios }
    } catch (error) {
      await session[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Asks, and waits for an answer of one of these types. */
  async ask<T extends SpeedLine['type']>(question: SpeedQuestion, ...types: T[]): Promise<LineOf<T>> {
    const line = await this.#questions.ask(
      (id) => void this.#channel.send({ id, ...question }).catch((error) => this.#questions.reject(id, error)),
      {
        withinMs: patienceMs,
        onOverdue: () => this.#channel.fail(new Error('The examiner did not respond in time')),
      },
    )
    if (!types.some((type) => type === line.type))
      throw new Error(`The examiner sent "${line.type}" instead of "${types.join('" or "')}"`)
    return line as LineOf<T>
  }

  /** Passes answers on until the conversation ends. Why it did is thrown to whoever asks, then or later. */
  async #read(): Promise<void> {
    try {
      for await (const line of this.#channel.lines()) {
        if (line.type === 'scenario') this.#scenarios.push(line.scenario)
        else if (line.type !== 'fault' && !this.#questions.resolve(line.id, line))
          throw new Error(`The examiner sent "${line.type}" without being asked`)
      }
      throw new Error('The examiner stopped responding')
    } catch (error) {
      this.#questions.close(error as Error)
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#channel[Symbol.asyncDispose]()
  }
}
