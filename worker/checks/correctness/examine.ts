import type { ExaminerInput, HiddenTest } from '../../../contracts/protocol/examiner.js'
import type { LimitKind } from '../../../contracts/limits.js'
import { portTaken } from '../../../contracts/protocol/bounds.js'
import { controlSubject, type ControlledPod, type ControlledSubject } from './control.js'
import { printsWithoutEnd } from './endless-output.js'
import type { Death, Examination, Exit, StartFacts, TestRun } from './examination.js'
import type { ExaminerSession } from './examiner-session.js'
import { RunRecord } from './run-record.js'
import { mostStartTimes, type StartTime } from './start-time.js'

export interface ExamineOptions {
  session: ExaminerSession
  tests: readonly HiddenTest[]
  subject: ExaminedSubject
  pod: ControlledPod
  startTime: StartTime
  /** Ports, limits and ways into the services, as the examiner is told them. */
  setting: Omit<Extract<ExaminerInput, { type: 'examine' }>, 'type'>
  isDataFull(): Promise<boolean>
  hasServiceDied(): Promise<boolean>
  onReady(): void
  onTest(run: TestRun): void
}

export interface ExaminedSubject extends ControlledSubject {
  start(): Promise<void>
  breakLimit(kind: LimitKind): Promise<void>
  /** Sees a limit that was reached a moment ago. */
  lookAgain(): Promise<void>
  readonly ended: Promise<Exit>
  readonly deaths: readonly Death[]
  readonly limit: Examination['limit']
  readonly isFullOfSockets?: boolean
  readonly usage: { cpuSeconds: number; peakMemoryMb: number; peakPids: number }
  readonly log: { readonly bytes: number; linesSince(atMs: number): string[]; tail(length: number): string }
}

/** Longest time beyond its own limits that an examiner may be silent before it counts as lost. */
const examinerGraceMs = 30_000
const keptLogLength = 16_000

type Collected = Pick<Examination, 'runs' | 'timedOut' | 'wasPortTaken' | 'firstDeathIn'> & { isEndless: boolean }

/**
 * Starts the subject, lets the examiner run the hidden tests on it, and returns what was seen. Faults of ours are
 * thrown.
 */
export async function examine(options: ExamineOptions): Promise<Examination> {
  const { session, subject, setting, startTime } = options
  await startTime.begin()
  await subject.start()
  await session.send({ type: 'examine', ...setting })
  const overdue = setTimeout(
    () => session.abort(new Error('The examiner did not end in time')),
    mostStartTimes * setting.startMs + setting.checkMs + examinerGraceMs,
  )
  try {
    const start = await awaitStart(options)
    const collected = start.ready ? await collectRuns(options) : { ...nothingCollected, wasPortTaken: isForeign(start) }
    return await conclude(options, { start, ...collected })
  } finally {
    clearTimeout(overdue)
  }
}

const nothingCollected: Collected = { runs: new Map(), timedOut: false, wasPortTaken: false, isEndless: false }

const isForeign = (start: StartFacts) => !start.ready && start.reason === 'foreign-listener'

/** The first of: the examiner sees the service answer, the examiner gives up, the subject ends. */
async function awaitStart(options: ExamineOptions): Promise<StartFacts> {
  const ended = options.subject.ended.then((exit): StartFacts => ({ ready: false, reason: 'ended', exit }))
  const start = await Promise.race([ended, readStart(options)])
  if (start.ready) options.onReady()
  return start
}

async function readStart(options: ExamineOptions): Promise<StartFacts> {
  const { session } = options
  for await (const line of session.lines()) {
    if (line.type === 'ready') return { ready: true }
    if (line.type === 'control') {
      await session.send(await controlSubject(line, options))
      continue
    }
    if (line.type === 'not-ready')
      return { ready: false, reason: line.reason, detail: line.detail, ...(line.ports && { ports: line.ports }) }
    throw new Error(`The examiner sent "${line.type}" while it waited for the service`)
  }
  throw new Error('The examiner stopped responding')
}

async function collectRuns(options: ExamineOptions): Promise<Collected> {
  const { session, subject, onTest } = options
  const record = new RunRecord(options)
  let wasPortTaken = false
  let isEndless = await printsWithoutEnd(subject, true)
  for await (const line of session.lines()) {
    switch (line.type) {
      case 'test-started':
        record.begin()
        break
      case 'test-ended':
        wasPortTaken ||= line.isPortTaken ?? false
        onTest(record.end(line))
        break
      case 'control': {
        // Asked before a test asks the service for anything.
        if (line.action === 'subject.check') isEndless ||= await printsWithoutEnd(subject)
        const reply = await controlSubject(line, options)
        wasPortTaken ||= reply.detail === portTaken
        if (line.action === 'subject.check') record.divide()
        await session.send(reply)
        break
      }
      case 'done':
        record.divide()
        return {
          runs: record.runs,
          timedOut: line.timedOut ?? false,
          wasPortTaken,
          isEndless: isEndless || (await printsWithoutEnd(subject)),
          ...(record.firstDeathIn !== undefined && { firstDeathIn: record.firstDeathIn }),
        }
      default:
        throw new Error(`The examiner sent "${line.type}" while the tests ran`)
    }
  }
  throw new Error('The examiner stopped responding')
}

async function conclude(
  { subject, isDataFull, hasServiceDied }: ExamineOptions,
  { isEndless, ...seen }: Collected & Pick<Examination, 'start'>,
): Promise<Examination> {
  await subject.lookAgain()
  return {
    ...seen,
    runs: isEndless ? new Map([...seen.runs.keys()].map((id) => [id, notCounted(id)])) : seen.runs,
    deaths: [...subject.deaths], // as they stand now: what ends with the pod is no death
    limit: subject.limit,
    isFullOfSockets: subject.isFullOfSockets ?? false,
    isDataFull: await isDataFull(),
    hasServiceDied: await hasServiceDied(),
    usage: { ...subject.usage, outputBytes: subject.log.bytes },
    log: subject.log.tail(keptLogLength),
  }
}

/** How many tests a service that prints without end has passed by the moment it is stopped is chance. */
const notCounted = (id: string): TestRun => ({
  id,
  outcome: 'not-run',
  message: 'Your service never stops printing.',
  ms: 0,
  transcript: [],
  log: [],
})
