import { randomUUID } from 'node:crypto'
import t from 'tap'
import { inboundEvents } from '../../../api/lms/tables.js'
import { claimEvent, type EventRow } from '../../../api/lms/inbound/events.js'
import { processEvent } from '../../../api/lms/inbound/process-events.js'
import { bodyOf, startLms, type HandIn } from './start-lms.js'

const lms = await startLms(t)
const { context } = lms.api.platform

/** An event in the hands of a process that is not the API of this test, for `leaseMs`. */
async function claimElsewhere(handIn: HandIn, leaseMs: number): Promise<EventRow> {
  return context.db.transaction(async (tx) => {
    await tx.insert(inboundEvents).values({
      connectionId: 'moodle',
      eventId: randomUUID(),
      rawBody: Buffer.from(JSON.stringify(bodyOf(handIn))),
      dueAt: new Date(0),
    })
    const event = await claimEvent(tx, leaseMs)
    if (!event) throw new Error('nothing to claim')
    return event
  })
}

const countSubmissions = async (learner: string) =>
  (
    await context.db.execute<{ count: number }>(
      `select count(*)::int as count from submissions where owner in (select person_id from lms_identities where key = '${learner}')`,
    )
  ).rows[0]?.count

t.test('an event whose process died goes on when its lease is over, and not before', async (t) => {
  const event = await claimElsewhere({ learner: { id: 'k1' } }, 1_500)
  const startedAt = Date.now()
  t.match(await lms.ended(event.id), { state: 'done', tries: 2 })
  t.ok(Date.now() - startedAt >= 1_400, 'it was left alone while its process could be alive')
})

t.test('a process that was slow, not dead, adds nothing to what another does', async (t) => {
  const event = await claimElsewhere({ learner: { id: 'k2' } }, 60_000)
  await context.db.execute(`update inbound_events set tries = 2 where id = '${event.id}'`) // another has it now
  await processEvent(context, event)
  t.equal(await countSubmissions('k2'), 0)
  await context.db.execute(`update inbound_events set due_at = now() where id = '${event.id}'`)
  t.match(await lms.ended(event.id), { state: 'done', tries: 3 })
  t.equal(await countSubmissions('k2'), 1)
})

t.test('an event at which every process dies is given up, not tried without end', async (t) => {
  const event = await claimElsewhere({ learner: { id: 'k3' } }, 60_000)
  await context.db.execute(`update inbound_events set tries = 18, due_at = now() where id = '${event.id}'`)
  t.match(await lms.ended(event.id), { state: 'failed', tries: 19, reason: /internal error/ })
})
