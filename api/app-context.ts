import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { BlobStore } from '../storage/blob-store.js'
import type { PackageCache } from '../storage/package-cache.js'
import type { ApiConfig } from './config.js'
import type { EventHub } from './database/notifications.js'
import type { Database } from './database/open-database.js'
import type { Metrics } from './operations/metrics.js'
import type { RunQueue } from './queue.js'

/** What the routes work with. */
export interface AppContext {
  config: ApiConfig
  db: Database
  blobs: BlobStore
  queue: RunQueue
  events: EventHub
  packages: PackageCache
  metrics: Metrics
  log: Logger
}

/** What anything of the API logs to: one JSON line a message. */
export type Logger = FastifyBaseLogger

/** The app as route files see it: what the schema says is what the handler gets. */
export type RouteApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>
