import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { latencyShares, speedLimits } from '../../../contracts/protocol/bounds.js'
import type { TrialResult } from '../../../contracts/protocol/speed.js'

const mostKinds = speedLimits.failureKinds

export interface FailureCount {
  /** `kind`: what makes two failures the same; the message of the first of a kind is told. */
  add(kind: string, message: string): void
  list(): TrialResult['failures']
}

/** What went wrong in a trial, by kind, bounded: a service can fail each request in another way. */
export function createFailureCount(): FailureCount {
  const kinds = new Map<string, TrialResult['failures'][number]>()
  let rest = 0
  return {
    add(kind, message) {
      const known = kinds.get(kind)
      if (known) known.count += 1
      else if (kinds.size < mostKinds - 1) kinds.set(kind, { message: cut(message), count: 1 })
      else rest += 1
    },
    list: () =>
      [...kinds.values(), ...(rest > 0 ? [{ message: 'Others failed in other ways.', count: rest }] : [])].sort(
        (a, b) => b.count - a.count,
      ),
  }
}

/** Whole characters only. */
const cut = (message: string): string => message.slice(0, speedLimits.failureLength).replace(/[\uD800-\uDBFF]$/, '')

export interface LatencyRecord {
  add(ms: number): void
  /** In milliseconds, by `latencyShares`. All zero where nothing was recorded. */
  quantiles(): number[]
}

/** Latencies of one trial, in Node's high dynamic range histogram: three figures at any size, in little memory. */
export function createLatencyRecord(): LatencyRecord {
  const histogram = createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 })
  return {
    add: (ms) => histogram.record(Math.max(1, Math.round(ms * 1000))),
    quantiles: () => latencyShares.map((share) => round(histogram.count === 0 ? 0 : microsAt(histogram, share) / 1000)),
  }
}

function microsAt(histogram: RecordableHistogram, share: number): number {
  if (share === 0) return histogram.min
  if (share === 1) return histogram.max
  return histogram.percentile(share * 100)
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000
