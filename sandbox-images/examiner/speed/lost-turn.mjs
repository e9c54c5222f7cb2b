import { createLatencyRecord } from '../load/latency-record.mjs'

/** A turn of which nothing is known, because the service left nothing to measure it by. `violation` says so in its learner's words. */
export const lostTurn = ({ scenario, pair }, violation) => ({
  scenario,
  pair,
  sent: 0,
  right: 0,
  failures: [],
  violation,
  latencies: createLatencyRecord().quantiles(),
  lateMs: 0,
  database: null,
  unproven: null,
})
