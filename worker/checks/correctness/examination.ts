import type { Exchange, ExaminerLine } from '../../../contracts/protocol/examiner.js'
import type { LimitKind } from '../../../contracts/limits.js'

/** How one hidden test went, once. */
export interface TestRun {
  id: string
  outcome: 'passed' | 'failed' | 'not-run'
  message: string | null
  ms: number
  transcript: readonly Exchange[]
  /** What the subject printed meanwhile. */
  log: readonly string[]
}

export interface Exit {
  exitCode: number
  oomKilled: boolean
}

/** An end of the subject that nobody asked for. */
export interface Death extends Exit {
  /** The end of what it had printed since it was started. */
  log: string
}

type NotReady = Extract<ExaminerLine, { type: 'not-ready' }>

/** Whether the service came to answer, and if not, what was seen instead. */
export type StartFacts =
  | { ready: true }
  | { ready: false; reason: 'ended'; exit: Exit }
  | { ready: false; reason: NotReady['reason']; detail: string; ports?: NotReady['ports'] }

/** All that was seen of a subject while the hidden tests ran on it: facts, no judgement. */
export interface Examination {
  start: StartFacts
  runs: ReadonlyMap<string, TestRun>
  /** The tests did not end in the exercise's time. */
  timedOut: boolean
  deaths: readonly Death[]
  /** The test that the first of them was noticed in, or right after. */
  firstDeathIn?: string
  /** The first limit it broke while it ran. */
  limit: LimitKind | null
  /** The limit is `memory`, and what took it up were sockets, which no container's memory shows. */
  isFullOfSockets?: boolean
  isDataFull: boolean
  /** Another process listened on a port of a service or of the subject. */
  wasPortTaken: boolean
  /** A service ended, or lost a process for want of memory, while no test had stopped it. */
  hasServiceDied: boolean
  usage: { cpuSeconds: number; peakMemoryMb: number; peakPids: number; outputBytes: number }
  /** The end of what it printed. */
  log: string
}
