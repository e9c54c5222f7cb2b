import { latencyShares } from '../../contracts/protocol/bounds.js'
import type { ExpectedListener } from '../../contracts/protocol/examiner.js'
import type { SpeedInput, TrialResult } from '../../contracts/protocol/speed.js'
import { awaitReady } from './examiner/await-ready.js'
import { serve, type ExamFolder } from './examiner/exam-folder.js'
import { createLineWriter, readMessages, type LineWriter } from './examiner/worker-lines.js'
import { describeTaken, findForeignListener, findListener } from './examiner/listeners.js'
import { faultLine } from './kit/test-failure.js'
import { ProcessLost, SpeedProcess } from './speed/speed-process.js'

/**
 * Serves one pod's side of a speed check over its streams: files, `load-speed`, `open`, then what the worker asks, one
 * after the other. Resolves to the exit code: 0 after `close`, 1 after a fault.
 */
async function runSpeedExaminer(folder: ExamFolder): Promise<number> {
  const lines = createLineWriter(process.stdout)
  const runner = new SpeedProcess()
  const steps = createSteps({ lines, runner, folder })
  try {
    for await (const message of readMessages<SpeedInput>(process.stdin)) {
      if (message.type === 'close') {
        lines.write({ type: 'done', id: message.id })
        return 0
      }
      const step = steps[message.type] as ((message: SpeedInput) => Promise<void>) | undefined
      if (!step) throw new Error(`The worker sent a line of an unknown type: ${message.type}`)
      await step(message)
    }
    throw new Error('The worker closed the channel before the speed check was over.')
  } catch (error) {
    lines.write(faultLine(error as Error))
    return 1
  } finally {
    runner.kill()
  }
}

type Steps = {
  [Type in Exclude<SpeedInput['type'], 'close'>]: (message: Extract<SpeedInput, { type: Type }>) => Promise<void>
}

function createSteps({
  lines,
  runner,
  folder,
}: {
  lines: LineWriter
  runner: SpeedProcess
  folder: ExamFolder
}): Steps {
  let seed = ''
  let listeners: readonly ExpectedListener[] = []
  const findSubject = () => findListener(listeners, 'subject')
  return {
    file: (message) => folder.write(message),
    async 'load-speed'(message) {
      lines.setNonce(message.nonce)
      seed = message.seed
      await folder.linkKit()
      const scenarios = await runner.ask('load', { folder: folder.path, files: folder.scenarioFiles() })
      for (const scenario of scenarios) lines.write({ type: 'scenario', scenario })
      lines.write({ type: 'loaded', id: message.id, total: scenarios.length })
    },
    async open({ id, port, listeners: expected, startMs, services }) {
      listeners = expected
      const subject = findSubject()
      await runner.ask('open', { environment: { port, seed, services } })
      lines.write({ ...(await awaitReady(subject, startMs)), id })
    },
    async 'await-ready'({ id, startMs }) {
      lines.write({ ...(await awaitReady(findSubject(), startMs)), id })
    },
    async seed({ id, scenario, rows }) {
      const seeded = runner.ask('seed', { scenario, rows })
      lines.write({ type: 'seeded', id, ...(await orReport(seeded, (problem) => ({ scenario, rows, problem }))) })
    },
    async trial({ id, scenario, pair, purpose }) {
      const foreign = await findForeignListener(listeners)
      const asked = runner.ask('trial', { scenario, pair, purpose })
      const trial = await orReport(asked, (violation) => lostTrial({ scenario, pair }, violation))
      lines.write({
        type: 'trial-ended',
        id,
        trial: { ...trial, violation: foreign ? describeTaken(foreign) : trial.violation },
      })
    },
    async audit({ id, scenario, proves }) {
      const audited = runner.ask('audit', { scenario, proves })
      lines.write({
        type: 'audited',
        id,
        ...(await orReport(audited, (problem) => ({ scenario, problem, unproven: null }))),
      })
    },
  }
}

/** What a service can bring about is an answer, too, made by `tell` of a sentence. */
const orReport = <Answer>(answer: Promise<Answer>, tell: (problem: string) => Answer): Promise<Answer> =>
  answer.catch((error: unknown) => {
    if (error instanceof ProcessLost) return tell(error.message)
    throw error
  })

/**
 * A trial of which nothing is known, because the service left nothing to measure it by. `violation` says so in its
 * learner's words.
 */
const lostTrial = ({ scenario, pair }: Pick<TrialResult, 'scenario' | 'pair'>, violation: string): TrialResult => ({
  scenario,
  pair,
  sent: 0,
  right: 0,
  failures: [],
  violation,
  latencies: latencyShares.map(() => 0),
  lateMs: 0,
  database: null,
  unproven: null,
})

await serve(runSpeedExaminer)
