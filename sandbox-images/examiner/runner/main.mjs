import { loadContract } from '../contract/load-contract.mjs'
import { loadExpect } from '../kit/expect.mjs'
import '../kit/index.mjs'
import { describeFault, TestFailure } from '../kit/test-failure.mjs'
import { collectTests } from './collect-tests.mjs'
import { startTest } from './run-test.mjs'
import { activeTest } from './test-context.mjs'

/**
 * The process that hidden tests run in. It speaks with the examiner over IPC only, so that nothing a
 * test prints can be taken for a result, and a test that hangs can be killed without the examiner.
 */

let tests = new Map()
let operations = null
let running
let lastRequest = 0
const requests = new Map()

const send = (message) => process.send(message)
const sendFault = (error) => send({ type: 'fault', ...describeFault(error) })

const handlers = {
  async load({ folder, files }) {
    tests = await collectTests(folder, files)
    send({ type: 'loaded', tests: [...tests.values()].map(({ body: _, ...described }) => described) })
    setImmediate(loadExpect)
  },
  async loadContract({ file }) {
    operations = await loadContract(file)
    send({ type: 'contract-loaded' })
  },
  async run({ id, environment }) {
    const test = startTest(tests.get(id), { environment, operations, control: requestControl })
    running = test
    send({ type: 'ended', id, ...(await test.ended) })
  },
  abort({ message }) {
    running?.abort(new TestFailure(message))
  },
  reply({ request, problem }) {
    const { resolve, reject } = requests.get(request)
    requests.delete(request)
    if (problem) reject(new TestFailure(problem))
    else resolve()
  },
}

/** Asks the examiner for something only the worker can do, and waits until it is done. */
function requestControl(action, service) {
  return new Promise((resolve, reject) => {
    const request = ++lastRequest
    requests.set(request, { resolve, reject })
    send({ type: 'control', request, action, service })
  })
}

/** An error nobody awaited fails the test it came from; if that one is over, it is of no account. */
function blameUnawaited(error) {
  const context = activeTest.getStore()
  if (!context) sendFault(error)
  else if (!context.isOver) context.fail(error)
}

process.on('unhandledRejection', blameUnawaited)
process.on('uncaughtException', blameUnawaited)
process.on('disconnect', () => process.exit())
process.on('message', async (message) => {
  try {
    await handlers[message.type](message)
  } catch (error) {
    sendFault(error)
  }
})
