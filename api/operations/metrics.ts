import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { sql } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import type { ProblemCode } from '../../contracts/errors.js'
import type { Queryable } from '../database/open-database.js'

export interface Metrics {
  registry: Registry
  /** Times every request by route, never by address: ids must not become labels. */
  watchRequests(app: FastifyInstance): void
  /** Counts a webhook of an LMS: `accepted`, `duplicate`, or the code of its refusal. */
  countWebhook(outcome: 'accepted' | 'duplicate' | ProblemCode): void
}

const STATES = ['queued', 'running', 'outbox'] as const

export function createMetrics(db: Queryable, countWorkers: () => Promise<number>): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'assay_http_request_seconds',
    help: 'Time to respond to a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  const faults = new Counter({
    name: 'assay_http_faults_total',
    help: 'Requests that failed because of an internal error',
    registers: [registry],
  })
  const webhooks = new Counter({
    name: 'assay_webhooks_total',
    help: 'Webhooks from LMSs, by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  })
  addLmsGauge(registry, db)
  new Gauge({
    name: 'assay_runs',
    help: 'Runs that are not finished, and those not yet in the queue',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const counts = await countRuns(db)
      for (const state of STATES) this.set({ state }, counts.get(state) ?? 0)
    },
  })
  new Gauge({
    name: 'assay_workers',
    help: 'Workers connected to the queue',
    registers: [registry],
    async collect() {
      this.set(await countWorkers())
    },
  })
  return {
    registry,
    watchRequests(app) {
      app.addHook('onResponse', async (request, reply) => {
        const labels = { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode }
        requests.observe(labels, reply.elapsedTime / 1000)
        if (reply.statusCode === 500) faults.inc()
      })
    },
    countWebhook: (outcome) => webhooks.inc({ outcome }),
  }
}

/** What an operator must look at, if it grows: events nobody could place, grades nobody took. */
function addLmsGauge(registry: Registry, db: Queryable): void {
  new Gauge({
    name: 'assay_lms',
    help: 'LMS events and grades for an LMS that are not finished',
    labelNames: ['kind', 'state'],
    registers: [registry],
    async collect() {
      this.reset()
      const { rows } = await db.execute<{ kind: string; state: string; count: number }>(sql`
        select 'event' as kind, state, count(*)::int as count from inbound_events where state in ('waiting', 'working', 'unmatched', 'failed') group by state
        union all select 'grade', state, count(*)::int from grade_messages where state in ('waiting', 'sending', 'stopped', 'failed') group by state`)
      for (const { kind, state, count } of rows) this.set({ kind, state }, count)
    },
  })
}

async function countRuns(db: Queryable): Promise<Map<string, number>> {
  const { rows } = await db.execute<{ state: string; count: number }>(sql`
    select state, count(*)::int as count from runs where state <> 'done' group by state
    union all select 'outbox', count(*)::int from outbox`)
  return new Map(rows.map(({ state, count }) => [state, count]))
}
