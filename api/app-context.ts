import type { BlobStore } from '../storage/blob-store.js'
import type { ApiConfig } from './config.js'
import type { EventHub } from './events/event-hub.js'
import type { Database } from './database/open-database.js'
import type { PackageShelf } from '../storage/package-shelf.js'
import type { Logger } from './logger.js'
import type { Metrics } from './metrics.js'
import type { RunQueue } from './queue.js'

/** What the routes work with. */
export interface AppContext {
  config: ApiConfig
  db: Database
  blobs: BlobStore
  queue: RunQueue
  events: EventHub
  shelf: PackageShelf
  metrics: Metrics
  log: Logger
}
