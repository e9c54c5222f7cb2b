import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Correlator } from '../../../contracts/protocol/correlator.js'
import type {
  FromLoadGenerator,
  LoadAnswer,
  LoadQuestion,
  LoadQuestions,
  ToLoadGenerator,
} from '../../../contracts/protocol/load-generator.js'
import { keepOutput } from '../examiner/child-process.js'
import { restoreFault } from '../kit/test-failure.js'

const mainFile = fileURLToPath(new URL('runner.js', import.meta.url))
const heapMb = 192
const keptOutput = 2000

/** How long each question may take. */
const patienceMs: Readonly<Record<keyof LoadQuestions, number>> = {
  load: 20_000,
  open: 5000,
  seed: 180_000,
  trial: 60_000,
  audit: 30_000,
}

/**
 * The process ran out of memory or did not come to an end, in the learner's words. Authors' functions do that over what
 * a service answers: whose doing it is depends on the side. It answers nothing any more.
 */
export class ProcessLost extends Error {}

/** The process of the scenarios, seen from the examiner. */
export class SpeedProcess {
  readonly #child
  readonly #questions = new Correlator<LoadAnswer>()
  #isKilled = false

  constructor() {
    this.#child = fork(mainFile, [], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { NO_COLOR: '1' },
      execArgv: [`--max-old-space-size=${heapMb}`],
    })
    const output = keepOutput(this.#child, keptOutput)
    this.#child.on('error', (error) => this.#questions.rejectAll(error))
    this.#child.on('close', (code, signal) => {
      if (this.#isKilled) return
      if (signal)
        this.#lose('With the responses it got, the scenario ran out of memory: check the size of your responses.')
      else
        this.#questions.close(
          new Error(`The process of the scenarios ended by itself (exit code ${code}). ${output()}`.trim()),
        )
    })
    this.#child.on('message', (message) => this.#receive(message as FromLoadGenerator))
  }

  /**
   * Asks one question and waits for its answer. Throws for a fault, and `ProcessLost` where there is no answer in time.
   */
  ask<Type extends keyof LoadQuestions>(
    type: Type,
    asked: LoadQuestions[Type]['asks'],
  ): Promise<LoadQuestions[Type]['answer']> {
    const withinMs = patienceMs[type]
    const onOverdue = () =>
      this.#lose(`With the responses it got, a function of the scenario did not finish within ${withinMs / 1000} s.`)
    const question = { type, ...asked } as LoadQuestion
    return this.#questions.ask((id) => this.#send({ id, question }), { withinMs, onOverdue })
  }

  #send(message: ToLoadGenerator): void {
    this.#child.send(message, () => {})
  }

  #receive(message: FromLoadGenerator): void {
    if ('answer' in message) this.#questions.resolve(message.id, message.answer)
    else if (message.id === undefined) this.#questions.rejectAll(restoreFault(message.fault))
    else this.#questions.reject(message.id, restoreFault(message.fault))
  }

  #lose(message: string): void {
    this.kill()
    this.#questions.close(new ProcessLost(message))
  }

  kill(): void {
    this.#isKilled = true
    this.#child.kill('SIGKILL')
  }
}
