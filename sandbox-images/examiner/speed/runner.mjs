import '../kit/index.mjs'
import { loadExpect } from '../kit/expect.mjs'
import { AuthorMistake, describeFault } from '../kit/test-failure.mjs'
import { collectScenarios, describeScenario } from './collect-scenarios.mjs'
import { createSpeedSession } from './speed-session.mjs'

/**
 * The process that scenarios run in and load comes from. It speaks with the examiner over IPC only, one question at a
 * time: what a scenario prints is no result, and one that hangs is killed without the examiner.
 */

let scenarios = new Map()
let session

const steps = {
  async load({ folder, files }) {
    scenarios = await collectScenarios(folder, files)
    loadExpect() // now, not in the first turn
    return { scenarios: [...scenarios.values()].map(describeScenario) }
  },
  async open({ environment }) {
    session = createSpeedSession(scenarios, environment)
    return {}
  },
  seed: (message) => session.seed(message),
  turn: (message) => session.turn(message),
  audit: (message) => session.audit(message),
}

const sendFault = (error) => process.send({ fault: describeFault(error) })

/** What a service answers may bring it about, in a function of the author's that does not await all that it began. */
function blameUnawaited(error) {
  const isAuthors = error instanceof AuthorMistake || error instanceof ReferenceError
  if (session && !isAuthors) session.onUnawaited(error)
  else sendFault(error)
}

process.on('unhandledRejection', blameUnawaited)
process.on('uncaughtException', blameUnawaited)
process.on('disconnect', () => process.exit())
process.on('message', async (message) => {
  try {
    process.send({ answer: await steps[message.type](message) })
  } catch (error) {
    sendFault(error)
  }
})
