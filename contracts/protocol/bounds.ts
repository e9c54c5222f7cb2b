/**
 * What both sides of the protocols with the examiner must agree on. This file is part of the examiner's image, so it
 * imports no package.
 */

/** A line of a protocol as it is before it has its nonce; of each kind of line, where there are several. */
export type WithoutNonce<Line> = Line extends unknown ? Omit<Line, 'nonce'> : never

export const examinerLimits = {
  /** A line out longer than this is a fault. */
  lineBytes: 256 * 1024,
  /** All lines of one examination together. */
  totalBytes: 64 * 1024 * 1024,
  /** Excerpt of a request or response body kept for the report. */
  excerptBytes: 2048,
  exchanges: 20,
  /** What a test did to the pod between two exchanges. */
  controls: 10,
  /** Ports that a service listens on instead of its own. */
  ports: 20,
} as const

/** Characters of what the examiner says. The kit refuses longer texts of an author; those of a service are cut. */
export const textLimits = {
  id: 120,
  title: 300,
  group: 120,
  hint: 2000,
  file: 300,
  unit: 120,
  /** Why a service is not ready, or has not taken its part. */
  reason: 1000,
  message: 4096,
  /** A place in the package: `file:line`. */
  place: 500,
} as const

export const speedLimits = {
  scenarios: 20,
  /** Times, per scenario, that a request may ask for. */
  requestsPerTurn: 2000,
  perSecond: 1000,
  rows: 100_000,
  /** Kinds of failure told of a trial. */
  failureKinds: 12,
  /** Characters of a failure or violation. */
  failureLength: 600,
} as const

/** Shares of the answers of a trial whose latency is told: enough for a picture, and always as many. */
export const latencyShares = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1] as const

/** Why a service is not ready. `too-slow`: it answered in the time after its time to start. */
export const notReadyReasons = ['no-listener', 'foreign-listener', 'no-answer', 'too-slow'] as const

/** What the examiner asks of the worker. */
export const controlActions = [
  'subject.restart',
  'subject.kill',
  'subject.check',
  'subject.wait',
  'service.pause',
  'service.resume',
  'service.stop',
  'service.start',
] as const
export type ControlAction = (typeof controlActions)[number]

/**
 * What a service answers to `start` when the subject has taken its port; `ended` where it does not run on the data that
 * it has.
 */
export const portTaken = 'port-taken'
export const serviceEnded = 'ended'
