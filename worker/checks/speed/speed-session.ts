import { Compile } from 'typebox/compile'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { SpeedLineSchema, type Scenario, type SpeedInput, type SpeedLine } from '../../../contracts/protocol/speed.js'
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

  private constructor() {}

  /** Starts an examiner, gives it what the package hides, and returns once it has listed the scenarios. */
  static async open(
    start: StartExaminer,
    load: { files: SourceTree; seed: string },
  ): Promise<{ session: SpeedSession; scenarios: Scenario[] }> {
    const session = new SpeedSession()
    try {
      await session.#channel.start(start)
      return { session, scenarios: await session.#load(load) }
    } catch (error) {
      await session[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Asks, and waits for an answer of this type. */
  async ask<T extends SpeedLine['type']>(question: SpeedInput, type: T): Promise<LineOf<T>> {
    await this.#channel.send(question)
    const line = await this.#next()
    if (line.type !== type) throw new Error(`The examiner sent "${line.type}" instead of "${type}"`)
    return line as LineOf<T>
  }

  /** The one answer that may be of either type. */
  async askReady(
    question: Extract<SpeedInput, { type: 'open' | 'await-ready' }>,
  ): Promise<LineOf<'ready'> | LineOf<'not-ready'>> {
    await this.#channel.send(question)
    const line = await this.#next()
    if (line.type === 'ready' || line.type === 'not-ready') return line
    throw new Error(`The examiner sent "${line.type}" while it waited for the service`)
  }

  async #load({ files, seed }: { files: SourceTree; seed: string }): Promise<Scenario[]> {
    await this.#channel.sendFiles(files, (path) => path.startsWith('hidden/'))
    await this.#channel.send({ type: 'load-speed', nonce: this.#channel.nonce, seed })
    const scenarios: Scenario[] = []
    for (let line = await this.#next(); line.type !== 'loaded'; line = await this.#next()) {
      if (line.type !== 'scenario') throw new Error(`The examiner sent "${line.type}" while it loaded the scenarios`)
      scenarios.push(line.scenario)
    }
    return scenarios
  }

  async #next(): Promise<SpeedLine> {
    const overdue = setTimeout(() => this.#channel.fail(new Error('The examiner did not respond in time')), patienceMs)
    try {
      for await (const line of this.#channel.lines()) return line
      throw new Error('The examiner stopped responding')
    } finally {
      clearTimeout(overdue)
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#channel[Symbol.asyncDispose]()
  }
}
