import { createHistogram } from 'node:perf_hooks'

/** Shares of the answers whose latency is told; the same list as in the protocol. */
const shares = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1]

/** Latencies of one turn, in Node's high dynamic range histogram: three figures at any size, in little memory. */
export function createLatencyRecord() {
  const histogram = createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 })
  return {
    add: (ms) => histogram.record(Math.max(1, Math.round(ms * 1000))),
    /** In milliseconds, by `shares`. All zero where nothing was recorded. */
    quantiles: () => shares.map((share) => round(histogram.count === 0 ? 0 : microsAt(histogram, share) / 1000)),
  }
}

function microsAt(histogram, share) {
  if (share === 0) return histogram.min
  if (share === 1) return histogram.max
  return histogram.percentile(share * 100)
}

const round = (ms) => Math.round(ms * 1000) / 1000
