import { awaitReady } from '../examiner/await-ready.mjs'
import { openExamFolder } from '../examiner/exam-folder.mjs'
import { describeTaken, findForeignListener } from '../examiner/listeners.mjs'
import { readMessages } from '../examiner/read-messages.mjs'
import { createLineWriter } from '../examiner/write-lines.mjs'
import { faultLine } from '../kit/test-failure.mjs'
import { createLatencyRecord } from '../load/latency-record.mjs'
import { ProcessLost, SpeedProcess } from './speed-process.mjs'

const patienceMs = { load: 20_000, open: 5000, seed: 180_000, turn: 60_000, audit: 30_000 }

/**
 * Serves one pod's side of a speed check over two streams: files, `load-speed`, `open`, then what the worker asks, one
 * after the other. Resolves to the exit code: 0 after `close`, 1 after a fault.
 * @param {{ input: NodeJS.ReadableStream, output: NodeJS.WritableStream, folder: string }} channels
 * @returns {Promise<number>}
 */
export async function runSpeedExaminer({ input, output, folder: folderPath }) {
  const lines = createLineWriter(output)
  const runner = new SpeedProcess()
  const steps = createSteps({ lines, runner, folder: openExamFolder(folderPath) })
  try {
    for await (const message of readMessages(input)) {
      if (message.type === 'close') {
        lines.write({ type: 'done' })
        return 0
      }
      const step = steps[message.type]
      if (!step) throw new Error(`The worker sent a line of an unknown type: ${message.type}`)
      await step(message)
    }
    throw new Error('The worker closed the channel before the speed check was over.')
  } catch (error) {
    lines.write(faultLine(error))
    return 1
  } finally {
    runner.kill()
  }
}

function createSteps({ lines, runner, folder }) {
  const files = []
  let seed = ''
  let listeners = []
  let subject
  const ask = (question) => runner.ask(question, patienceMs[question.type])
  /** What a service can bring about is an answer, too, made by `tell` of a sentence. */
  const askOrTell = (question, tell) =>
    ask(question).catch((error) => {
      if (error instanceof ProcessLost) return tell(error.message)
      throw error
    })
  return {
    async file(message) {
      await folder.write(message)
      if (/^hidden\/speed\/.+\.speed\.mjs$/.test(message.path)) files.push(message.path)
    },
    async 'load-speed'(message) {
      lines.setNonce(message.nonce)
      seed = message.seed
      await folder.linkKit()
      const { scenarios } = await ask({ type: 'load', folder: folder.path, files: files.sort() })
      for (const scenario of scenarios) lines.write({ type: 'scenario', scenario })
      lines.write({ type: 'loaded', total: scenarios.length })
    },
    async open({ port, listeners: expected, startMs, services }) {
      listeners = expected
      subject = expected.find(({ name }) => name === 'subject')
      if (!subject) throw new Error('The worker named no listener for the subject.')
      await ask({ type: 'open', environment: { port, seed, services } })
      lines.write(await awaitReady(subject, startMs))
    },
    async 'await-ready'({ startMs }) {
      lines.write(await awaitReady(subject, startMs))
    },
    async seed(message) {
      const { scenario, rows } = message
      lines.write({ type: 'seeded', ...(await askOrTell(message, (problem) => ({ scenario, rows, problem }))) })
    },
    async turn(message) {
      const foreign = await findForeignListener(listeners)
      const turn = await askOrTell(message, (violation) => lostTurn(message, violation))
      lines.write({
        type: 'turn-ended',
        turn: { ...turn, violation: foreign ? describeTaken(foreign) : turn.violation },
      })
    },
    async audit(message) {
      const { scenario } = message
      lines.write({
        type: 'audited',
        ...(await askOrTell(message, (problem) => ({ scenario, problem, unproven: null }))),
      })
    },
  }
}

/**
 * A turn of which nothing is known, because the service left nothing to measure it by. `violation` says so in its
 * learner's words.
 */
const lostTurn = ({ scenario, pair }, violation) => ({
  scenario,
  pair,
  sent: 0,
  right: 0,
  failures: [],
  violation,
  latencies: createLatencyRecord().quantiles(),
  lateMs: 0,
  database: null,
  unproven: null,
})
