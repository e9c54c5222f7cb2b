import type { Exchange } from '../../../contracts/protocol/examiner.js'
import type { Language } from '../../../contracts/language.js'
import type { Submitted } from '../../../worker/report/causes/cause.js'
import { findCause } from '../../../worker/report/causes/log-causes.js'
import { findResponseCause } from '../../../worker/report/causes/response-causes.js'
import type { Examination, StartFacts, TestRun } from '../../../worker/checks/correctness/examination.js'

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

/** The cause that a log names. */
export const causeOf = (log: string, files: Record<string, string> = {}, isRunning = false) =>
  findCause(log, handedIn(files), { isRunning })

/** A service that ended before it was ready. */
export const ended = (exitCode: number): StartFacts => ({
  ready: false,
  reason: 'ended',
  exit: { exitCode, oomKilled: false },
})

/** A request that created something, but for what is given. */
export const makeExchange = (changes: Partial<Exchange>): Exchange => ({
  method: 'POST',
  path: '/notes',
  requestHeaders: {},
  requestBody: null,
  status: 201,
  responseHeaders: {},
  responseBody: '',
  ms: 1,
  error: null,
  ...changes,
})

/** The cause that the requests of failed tests name: each a POST of a note, but for what is given. */
export const causeOfResponses = (
  language: Language,
  files: Record<string, string>,
  ...transcripts: Partial<Exchange>[][]
) =>
  findResponseCause(
    transcripts.map((transcript, index) => ({ ...failedRun(`t${index}`), transcript: transcript.map(postOfNote) })),
    handedIn(files, language),
  )

const postOfNote = (changes: Partial<Exchange>) =>
  makeExchange({ requestHeaders: { 'content-type': 'application/json' }, requestBody: '{"text":"a"}', ...changes })
