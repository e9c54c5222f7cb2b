import type { Examination, TestRun } from '../../../worker/checks/correctness/examination.js'

const run = (id: string, outcome: TestRun['outcome']): TestRun => ({ id, outcome, message: outcome === 'passed' ? null : 'expected 1, got 2', ms: 5, transcript: [], log: [] })

export const passedRun = (id: string) => run(id, 'passed')
export const failedRun = (id: string) => run(id, 'failed')
export const notRun = (id: string) => run(id, 'not-run')

/** An examination in which all went well, but for what is given. */
export function examination({ runs, ...changes }: Partial<Omit<Examination, 'runs'>> & { runs?: TestRun[] }): Examination {
  return {
    start: { ready: true },
    runs: new Map((runs ?? [passedRun('a')]).map((each) => [each.id, each])),
    timedOut: false,
    deaths: [],
    limit: null,
    isDataFull: false,
    wasPortTaken: false,
    hasServiceDied: false,
    usage: { cpuSeconds: 0.5, peakMemoryMb: 40, peakPids: 11, outputBytes: 10 },
    log: '',
    ...changes,
  }
}
