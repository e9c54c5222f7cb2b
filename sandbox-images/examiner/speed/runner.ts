import type { Scenario } from '../../../contracts/protocol/speed.js'
import { speedLimits } from '../../../contracts/protocol/bounds.js'
import type { Answering } from '../../../contracts/protocol/correlator.js'
import type {
  FromLoadGenerator,
  LoadAnswer,
  LoadQuestion,
  LoadQuestions,
  ToLoadGenerator,
} from '../../../contracts/protocol/load-generator.js'
import '../kit/index.js'
import { loadExpect } from '../kit/expect.js'
import { byId, importFiles, takeScenarios, type RegisteredScenario } from '../kit/register.js'
import { AuthorMistake, describeFault, isAuthorsDoing } from '../kit/test-failure.js'
import { createSpeedSession, type SpeedSession } from './speed-session.js'

/**
 * The process that scenarios run in and load comes from. It speaks with the examiner over IPC only, one question at a
 * time: what a scenario prints is no result, and one that hangs is killed without the examiner.
 */

let scenarios = new Map<string, RegisteredScenario>()
let session: SpeedSession | undefined

const send = (message: FromLoadGenerator) => void process.send?.(message)

const opened = (): SpeedSession => {
  if (!session) throw new Error('The examiner asks for something before it has opened a session.')
  return session
}

const answers: Answering<LoadQuestions> = {
  async load({ folder, files }) {
    scenarios = await collectScenarios(folder, files)
    loadExpect() // now, not in the first trial
    return [...scenarios.values()].map(describeScenario)
  },
  async open({ environment }) {
    session = createSpeedSession(scenarios, environment)
    return null
  },
  seed: (asked) => opened().seed(asked),
  trial: (asked) => opened().trial(asked),
  audit: (asked) => opened().audit(asked),
}

const answer = (question: LoadQuestion): Promise<LoadAnswer> =>
  (answers[question.type] as (asked: LoadQuestion) => Promise<LoadAnswer>)(question)

/**
 * Imports the files of an exercise that measure speed and returns the scenarios they register by id.
 * Throws `AuthorMistake` for a file that does not load or registers none, and for an id that two scenarios share.
 * `files` are relative to the folder.
 */
async function collectScenarios(folder: string, files: readonly string[]): Promise<Map<string, RegisteredScenario>> {
  await importFiles(folder, files)
  const registered = takeScenarios()
  const found = byId('scenarios', registered)
  const idle = files.find((file) => !registered.some((scenario) => scenario.file === file))
  if (idle) throw new AuthorMistake('The file registers no scenario.', idle)
  if (found.size > speedLimits.scenarios)
    throw new AuthorMistake(
      `The files in hidden/speed/ register ${found.size} scenarios; the maximum is ${speedLimits.scenarios}.`,
    )
  return found
}

/** A scenario without its functions, as the worker is told. */
const describeScenario = ({ seed: _seed, requests: _requests, audit, ...described }: RegisteredScenario): Scenario => ({
  ...described,
  hasAudit: audit !== null,
})

/** What a service answers may bring it about, in a function of the author's that does not await all that it began. */
function blameUnawaited(error: unknown): void {
  if (session && !isAuthorsDoing(error)) session.onUnawaited(error as Error)
  else send({ fault: describeFault(error) })
}

async function receive({ id, question }: ToLoadGenerator): Promise<void> {
  try {
    send({ id, answer: await answer(question) })
  } catch (error) {
    send({ id, fault: describeFault(error) })
  }
}

process.on('unhandledRejection', blameUnawaited)
process.on('uncaughtException', blameUnawaited)
process.on('disconnect', () => process.exit())
process.on('message', (message) => void receive(message as ToLoadGenerator))
