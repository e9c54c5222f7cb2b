import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { sql } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import type { Queryable } from './database/open-database.js'

export interface Metrics {
  registry: Registry
  /** Times every request by route, never by address: ids must not become labels. */
  watchRequests(app: FastifyInstance): void
}

const STATES = ['queued', 'running', 'outbox'] as const

export function createMetrics(db: Queryable, countWorkers: () => Promise<number>): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'assay_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  const faults = new Counter({ name: 'assay_http_faults_total', help: 'Requests that failed by a fault of ours', registers: [registry] })
  new Gauge({
    name: 'assay_runs',
    help: 'Runs that are not done, and those the queue has yet to be told of',
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
  }
}

async function countRuns(db: Queryable): Promise<Map<string, number>> {
  const { rows } = await db.execute<{ state: string; count: number }>(sql`
    select state, count(*)::int as count from runs where state <> 'done' group by state
    union all select 'outbox', count(*)::int from outbox`)
  return new Map(rows.map(({ state, count }) => [state, count]))
}
