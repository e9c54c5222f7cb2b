/** What is compared between a submission and the reference, each figure per request but the last two. */
export const measureNames = ['cpu', 'databaseCpu', 'statements', 'rows', 'latency', 'tail', 'memory', 'growth'] as const
export type MeasureName = (typeof measureNames)[number]

export const measureUnits: Readonly<Record<MeasureName, string>> = {
  cpu: 'ms',
  databaseCpu: 'ms',
  statements: 'statements',
  rows: 'rows',
  latency: 'ms',
  tail: 'ms',
  memory: 'MB',
  growth: 'slope',
}

/** Ratios to the reference: at most `full` earns all points of a measure, `none` or more earns nothing. */
export interface Thresholds {
  full: number
  none: number
}

/** Thresholds of a scenario that names none; `null` is not scored. Latency wavers most, so it has the widest. */
export const defaultThresholds: Readonly<Record<MeasureName, Thresholds | null>> = {
  cpu: { full: 2, none: 8 },
  databaseCpu: { full: 1.5, none: 6 },
  statements: { full: 1.5, none: 6 },
  rows: { full: 2, none: 20 },
  latency: { full: 2, none: 8 },
  tail: { full: 3, none: 12 },
  memory: { full: 2.5, none: 8 },
  growth: { full: 1.5, none: 6 },
}

/** Added to both sides of a ratio: below it a difference means nothing, and no reference is 0. */
export const measureFloors: Readonly<Record<MeasureName, number>> = {
  cpu: 0.05,
  databaseCpu: 0.05,
  statements: 0.5,
  rows: 5,
  latency: 0.5,
  tail: 1,
  memory: 16,
  growth: 0,
}

/** A scenario's data grow by this from one size to the next. */
export const growthSteps = [1, 4, 16] as const
