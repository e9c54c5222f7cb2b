import { Correlator, type Answering } from '../../../contracts/protocol/correlator.js'
import type {
  FromRunner,
  RunnerAnswer,
  RunnerQuestion,
  RunnerQuestions,
  ToRunner,
} from '../../../contracts/protocol/test-runner.js'
import { loadContract, type Operation } from '../contract/load-contract.js'
import { loadExpect } from '../kit/expect.js'
import '../kit/index.js'
import { byId, importFiles, takeTests, type RegisteredTest } from '../kit/register.js'
import { describeFault, TestFailure } from '../kit/test-failure.js'
import { activeTest, type Control, type RunningTest, startTest } from './run-test.js'

/**
 * The process that hidden tests run in. It speaks with the examiner over IPC only, so that nothing a
 * test prints can be taken for a result, and a test that hangs can be killed without the examiner.
 */

let tests = new Map<string, RegisteredTest>()
let operations: Operation[] | null = null
let running: RunningTest | undefined
const controls = new Correlator<void>()

const send = (message: FromRunner) => void process.send?.(message)
const sendFault = (error: unknown) => send({ type: 'fault', ...describeFault(error) })

const answers: Answering<RunnerQuestions> = {
  async load({ folder, files }) {
    tests = await collectTests(folder, files)
    setImmediate(loadExpect)
    return [...tests.values()].map(({ body: _, ...described }) => described)
  },
  async loadContract({ file }) {
    operations = await loadContract(file)
    return null
  },
  async run({ test: id, environment }) {
    const test = tests.get(id)
    if (!test) throw new Error(`The examiner names the test "${id}", which no file has.`)
    running = startTest(test, { environment, operations, control: requestControl })
    return running.ended
  },
}

/**
 * Imports the test files, one after the other, and returns the tests they register by id.
 * Throws `AuthorMistake` for a file that does not load and for an id that two tests share.
 */
async function collectTests(folder: string, files: readonly string[]): Promise<Map<string, RegisteredTest>> {
  await importFiles(folder, files)
  return byId('tests', takeTests())
}

/** Asks the examiner for something only the worker can do, and waits until it is done. */
const requestControl: Control = (action, service) =>
  controls.ask((id) => send({ type: 'control', id, action, ...(service !== undefined && { service }) }))

async function receive(message: ToRunner): Promise<void> {
  if (message.type === 'abort') running?.abort(new TestFailure(message.message))
  else if (message.type === 'ask') send({ type: 'answer', id: message.id, answer: await answer(message.question) })
  else if (message.problem) controls.reject(message.id, new TestFailure(message.problem))
  else controls.resolve(message.id)
}

const answer = (question: RunnerQuestion): Promise<RunnerAnswer> =>
  (answers[question.type] as (asked: RunnerQuestion) => Promise<RunnerAnswer>)(question)

/** An error nobody awaited fails the test it came from; if that one is over, it is of no account. */
function blameUnawaited(error: Error): void {
  const context = activeTest.getStore()
  if (!context) sendFault(error)
  else if (!context.isOver) context.fail(error)
}

process.on('unhandledRejection', blameUnawaited)
process.on('uncaughtException', blameUnawaited)
process.on('disconnect', () => process.exit())
process.on('message', (message) => void receive(message as ToRunner).catch(sendFault))
