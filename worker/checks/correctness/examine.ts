import { setTimeout as pause } from 'node:timers/promises'
import type { LimitKind } from '../../../contracts/limits.js'
import { portTaken, type serviceEnded } from '../../../contracts/protocol/bounds.js'
import type { ExaminerInput, ExaminerLine, HiddenTest } from '../../../contracts/protocol/examiner.js'
import type { ExaminerSession } from '../examiner-channel.js'
import { type Death, type Examination, type Exit, RunRecord, type StartFacts, type TestRun } from './examination.js'
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
    () => session.fail(new Error('The examiner did not end in time')),
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

interface PrintingSubject {
  readonly limit: LimitKind | null
  readonly log: { readonly bytes: number }
  breakLimit(kind: LimitKind): Promise<void>
}

/**
 * From so many bytes on a service is looked at for longer: a busy machine lets even the loudest be silent for a moment.
 */
const loudBytes = 256 * 1024
const longLook = { ms: 1000, bytes: 256 * 1024 }
const shortLook = { ms: 50, bytes: 64 * 1024 }
const mostMs = 15_000

/**
 * Whether a service prints without end: looks at it while nobody asks it for anything, until it is silent. One that
 * never is breaks its limit of output now, and not at some moment of the tests that chance decides. A service that has
 * printed little is looked at only if `isNew`. `pauseFor`: how a test passes the time.
 */
export async function printsWithoutEnd(
  subject: PrintingSubject,
  isNew = false,
  pauseFor: (ms: number) => Promise<unknown> = pause,
): Promise<boolean> {
  if (subject.limit || (!isNew && subject.log.bytes < loudBytes)) return false
  for (let passedMs = 0; passedMs < mostMs;) {
    const { bytes: before } = subject.log
    const look = before < loudBytes ? shortLook : longLook
    await pauseFor(look.ms)
    passedMs += look.ms
    if (subject.limit) return isOutput(subject.limit)
    if (subject.log.bytes - before < look.bytes) return false
  }
  await subject.breakLimit('output')
  return true
}

const isOutput = (limit: LimitKind) => limit === 'output'

interface ControlledSubject {
  restart(how: 'politely' | 'suddenly'): Promise<void>
  check(): Promise<'alive' | 'restarted' | 'gone'>
  readLifeCpuSeconds(): Promise<number | undefined>
}

interface ControlledPod {
  service(name: string):
    | {
        pause(): Promise<void>
        resume(): Promise<void>
        stop(): Promise<void>
        start(): Promise<'started' | typeof portTaken | typeof serviceEnded>
      }
    | undefined
}

export interface Controlled {
  subject: ControlledSubject
  pod: ControlledPod
  startTime: StartTime
}

type Control = Extract<ExaminerLine, { type: 'control' }>

/** Does what a hidden test asked for outside its container, and words the answer. A failing engine is thrown. */
export async function controlSubject(
  line: Control,
  controlled: Controlled,
): Promise<Extract<ExaminerInput, { type: 'reply' }>> {
  return { type: 'reply', id: line.id, ...(await obey(line, controlled)) }
}

async function obey(line: Control, { subject, pod, startTime }: Controlled): Promise<{ ok: boolean; detail: string }> {
  switch (line.action) {
    case 'subject.wait':
      return { ok: true, detail: `${await startTime.grantMs(subject)}` }
    case 'subject.check':
      await startTime.begin()
      return { ok: true, detail: await subject.check() }
    case 'subject.restart':
    case 'subject.kill': {
      await startTime.begin()
      if ((await subject.check()) === 'gone') return { ok: false, detail: 'it had ended before.' }
      await subject.restart(line.action === 'subject.kill' ? 'suddenly' : 'politely')
      return { ok: true, detail: 'restarted' }
    }
    case 'service.pause':
    case 'service.resume':
    case 'service.stop':
    case 'service.start': {
      const service = pod.service(line.service ?? '')
      if (!service) return { ok: false, detail: `The exercise has no service "${line.service ?? ''}"` }
      return { ok: true, detail: (await service[verbs[line.action]]()) ?? '' }
    }
  }
}

const verbs = {
  'service.pause': 'pause',
  'service.resume': 'resume',
  'service.stop': 'stop',
  'service.start': 'start',
} as const
