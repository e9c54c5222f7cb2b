import type { Language } from '../../../contracts/language.js'
import type { Submitted } from '../../../worker/report/causes/cause.js'
import type { Examination, TestRun } from '../../../worker/checks/correctness/examination.js'

const run = (id: string, outcome: TestRun['outcome']): TestRun => ({
  id,
  outcome,
  message: outcome === 'passed' ? null : 'expected 1, got 2',
  ms: 5,
  transcript: [],
  log: [],
})

export const passedRun = (id: string) => run(id, 'passed')
export const failedRun = (id: string) => run(id, 'failed')
export const notRun = (id: string) => run(id, 'not-run')

/** An examination in which all went well, but for what is given. */
export function examination({
  runs,
  ...changes
}: Partial<Omit<Examination, 'runs'>> & { runs?: TestRun[] }): Examination {
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

/** A submission of some files, by path; what is handed in as text is UTF-8. */
export const handedIn = (files: Record<string, string | Buffer> = {}, language: Language = 'node'): Submitted => ({
  language,
  source: new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content as string)])),
})
