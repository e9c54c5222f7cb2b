import type { Logger } from '../../app-context.js'
import { type Repetition, workInLanes } from '../../background.js'
import type { ApiConfig } from '../../config.js'
import type { Database } from '../../database/open-database.js'
import { claimMessage } from './claim-message.js'
import { deliverGrade } from './deliver-grade.js'
import { settleDelivery } from './settle-delivery.js'

/**
 * One connection has a few at a time; so many that receivers which hang leave room for others. A try costs a socket and
 * no more.
 */
const LANES = 200
/** Retries come due without anybody saying so. */
const EVERY_MS = 1_000
/** Beyond the time the receiver has: to note what it said. */
const LEASE_MARGIN_MS = 15_000

export interface Senders {
  db: Database
  config: ApiConfig
  log: Logger
  onError(error: Error): void
}

/** Sends grades to LMSs for as long as it runs. */
export function sendGrades({ db, config, log, onError }: Senders): Repetition {
  const leaseMs = config.ASSAY_WEBHOOK_SECONDS * 1000 + LEASE_MARGIN_MS
  return workInLanes(
    {
      claim: () => claimMessage(db, leaseMs),
      async handle(claimed) {
        const outcome = await deliverGrade(claimed, config)
        const state = await settleDelivery(db, claimed, outcome, config.ASSAY_LMS_RETRY_SECONDS * 1000)
        const { id, connectionId, tries } = claimed.message
        log.info(
          { message: id, connection: connectionId, tries, state, status: outcome.status, error: outcome.error },
          'a grade was sent',
        )
      },
      onError,
    },
    { count: LANES, everyMs: EVERY_MS },
  )
}
