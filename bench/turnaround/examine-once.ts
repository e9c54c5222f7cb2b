import { performance } from 'node:perf_hooks'
import { defaultLimits } from '../../contracts/limits.js'
import { examine, type ExaminedSubject } from '../../worker/checks/correctness/examine.js'
import { StartTime } from '../../worker/checks/correctness/start-time.js'
import { openExaminer, type StartExaminer } from '../../worker/checks/examiner-channel.js'
import type { Material, Timing } from './variant.js'

/** A subject of which nothing is recorded: the baselines do without. */
export const unwatched = {
  lookAgain: async () => undefined,
  breakLimit: async () => undefined,
  deaths: [],
  limit: null,
  usage: { cpuSeconds: 0, peakMemoryMb: 0, peakPids: 0 },
  log: { bytes: 0, linesSince: () => [], tail: () => '' },
  check: async () => 'alive',
  readLifeCpuSeconds: async () => undefined,
} as const satisfies Partial<ExaminedSubject>

export interface OneExamination {
  material: Material
  subject: ExaminedSubject & AsyncDisposable
  startExaminer: StartExaminer
  port: number
  /** Who must be seen to hold the port. */
  uid: number
}

/** The hidden tests once, by the same code that a worker uses, on whatever runs the two programs. */
export async function examineOnce({ material, subject, startExaminer, port, uid }: OneExamination): Promise<Timing> {
  const {
    exercise: { files, contractPoints, suites },
    seed,
  } = material
  const began = performance.now()
  const { session, tests } = await openExaminer(startExaminer, { files, seed, contractPoints, suites })
  await using open = session
  const loaded = performance.now()
  let ready = loaded
  await using running = subject
  const { runs } = await examine({
    session: open,
    tests,
    subject: running,
    pod: { service: () => undefined },
    startTime: new StartTime(defaultLimits),
    setting: { port, listeners: [{ name: 'subject', port, uid }], startMs: 20_000, checkMs: 120_000, services: {} },
    isDataFull: async () => false,
    hasServiceDied: async () => false,
    onReady: () => (ready = performance.now()),
    onTest: () => undefined,
  })
  const ended = performance.now()
  const passed = [...runs.values()].filter(({ outcome }) => outcome === 'passed').length
  return {
    total: ended - began,
    phases: { pod: loaded - began, start: ready - loaded, correctness: ended - ready },
    passed,
  }
}
