import { performance } from 'node:perf_hooks'
import type { ExaminerInput, ExaminerLine, HiddenTest } from '../../../contracts/examiner-protocol.js'
import { controlSubject, type ControlledPod, type ControlledSubject } from './control.js'
import type { Examination, Exit, StartFacts, TestRun } from './examination.js'
import type { ExaminerSession } from './examiner-session.js'

export interface ExamineOptions {
  session: ExaminerSession
  tests: readonly HiddenTest[]
  subject: ExaminedSubject
  pod: ControlledPod
  /** Ports, limits and ways into the services, as the examiner is told them. */
  setting: Omit<Extract<ExaminerInput, { type: 'examine' }>, 'type'>
  isDataFull(): Promise<boolean>
  onReady(): void
  onTest(run: TestRun): void
}

export interface ExaminedSubject extends ControlledSubject {
  start(): Promise<void>
  readonly ended: Promise<Exit>
  readonly deaths: readonly Exit[]
  readonly limit: Examination['limit']
  readonly usage: { cpuSeconds: number; peakMemoryMb: number; peakPids: number }
  readonly log: { readonly bytes: number; linesSince(atMs: number): string[]; tail(length: number): string }
  sample(): Promise<void>
}

/** Longest time beyond its own limits that an examiner may be silent before it counts as lost. */
const examinerGraceMs = 30_000
const keptLogLength = 16_000
const logLinesPerTest = 60

/** Starts the subject, lets the examiner run the hidden tests on it, and returns what was seen. Faults of ours are thrown. */
export async function examine(options: ExamineOptions): Promise<Examination> {
  const { session, subject, setting } = options
  await subject.start()
  await session.send({ type: 'examine', ...setting })
  const overdue = setTimeout(
    () => session.abort(new Error('The examiner did not end in time')),
    setting.startMs + setting.checkMs + examinerGraceMs,
  )
  try {
    const start = await awaitStart(options)
    const { runs, timedOut } = start.ready ? await collectRuns(options) : { runs: new Map<string, TestRun>(), timedOut: false }
    return await conclude(options, { start, runs, timedOut })
  } finally {
    clearTimeout(overdue)
  }
}

/** The first of: the examiner sees the service answer, the examiner gives up, the subject ends. */
async function awaitStart({ session, subject, onReady }: ExamineOptions): Promise<StartFacts> {
  const ended = subject.ended.then((exit): StartFacts => ({ ready: false, reason: 'ended', exit }))
  const start = await Promise.race([ended, readStart(session)])
  if (start.ready) onReady()
  return start
}

async function readStart(session: ExaminerSession): Promise<StartFacts> {
  for await (const line of session.lines()) {
    if (line.type === 'ready') return { ready: true }
    if (line.type === 'not-ready') return { ready: false, reason: line.reason, detail: line.detail }
    throw new Error(`The examiner said "${line.type}" while it waited for the service`)
  }
  throw new Error('The examiner stopped talking')
}

async function collectRuns(options: ExamineOptions): Promise<{ runs: Map<string, TestRun>; timedOut: boolean }> {
  const { session, subject, tests, onTest } = options
  const known = new Set(tests.map(({ id }) => id))
  const runs = new Map<string, TestRun>()
  let started = { atMs: 0, deaths: 0 }
  for await (const line of session.lines()) {
    switch (line.type) {
      case 'test-started':
        started = { atMs: performance.now(), deaths: subject.deaths.length }
        break
      case 'test-ended': {
        if (!known.has(line.id) || runs.has(line.id)) throw new Error(`The examiner ended the test "${line.id}", which it never listed or had ended before`)
        const run = readRun(line, subject, started)
        runs.set(line.id, run)
        onTest(run)
        break
      }
      case 'control':
        await session.send(await controlSubject(line, subject, options.pod))
        break
      case 'done':
        return { runs, timedOut: line.timedOut ?? false }
      default:
        throw new Error(`The examiner said "${line.type}" while the tests ran`)
    }
  }
  throw new Error('The examiner stopped talking')
}

function readRun(
  line: Extract<ExaminerLine, { type: 'test-ended' }>,
  subject: ExaminedSubject,
  started: { atMs: number; deaths: number },
): TestRun {
  const { id, outcome, ms, transcript } = line
  const death = line.outcome === 'failed' ? subject.deaths[started.deaths] : undefined
  const message = death ? `Your service stopped during this test (exit code ${death.exitCode}). ${line.message ?? ''}`.trim() : line.message
  const log = outcome === 'not-run' ? [] : subject.log.linesSince(started.atMs).slice(-logLinesPerTest)
  return { id, outcome, message, ms, transcript, log }
}

async function conclude(
  { subject, isDataFull }: ExamineOptions,
  seen: Pick<Examination, 'start' | 'runs' | 'timedOut'>,
): Promise<Examination> {
  await subject.sample()
  return {
    ...seen,
    deaths: subject.deaths,
    limit: subject.limit,
    isDataFull: await isDataFull(),
    usage: { ...subject.usage, outputBytes: subject.log.bytes },
    log: subject.log.tail(keptLogLength),
  }
}
