import t from 'tap'
import { serveRaw } from '../../api/lms/fixtures/file-host.js'
import { waitUntil } from '../services/containers.js'
import { gradeHandIn, messagesOf } from './graded.js'
import { startReceiver } from './receiver.js'
import { startLms } from './start-lms.js'

const lms = await startLms(t, { settings: { ASSAY_WEBHOOK_SECONDS: '20' } })
const { api } = lms
const { db } = api.platform.context

const connect = (id: string, gradeUrl: string) =>
  api.request({
    method: 'POST',
    url: '/v1/connections',
    payload: { id, title: id, adapter: 'standard-webhooks', allowsPrivateNetwork: true, gradeUrl },
  })

/** Gives a connection so many grades to send, made of one that is there. */
async function enqueue(id: string, grades: number): Promise<void> {
  await db.execute(`insert into grade_messages (connection_id, inbound_event_id, version, payload)
    select '${id}', (select id from inbound_events limit 1), n, payload from generate_series(1, ${grades}) n, (select payload from grade_messages limit 1) one`)
  await db.execute("select pg_notify('assay_grades', '')")
}

t.test('receivers that take the connection and never answer delay no other', async (t) => {
  let connections = 0
  const hanging = await serveRaw(t, () => void (connections += 1))
  const quick = await startReceiver(t, [])
  await messagesOf(lms, await gradeHandIn(lms, 'k1'), 'delivered')
  const slow = ['slow-1', 'slow-2', 'slow-3']
  for (const id of slow) await connect(id, `http://${hanging.host}/grades`)
  await connect('quick', quick.url)
  for (const id of slow) await enqueue(id, 10)
  await waitUntil(() => connections === 12, 10_000, 'four at a time for each of those that hang')
  const startedAt = Date.now()
  await enqueue('quick', 1)
  await waitUntil(() => quick.received.length > 0, 10_000, 'the grade of the other connection')
  const tookMs = (quick.received[0]?.at ?? 0) - startedAt
  t.ok(tookMs < 1_000, `it came after ${tookMs} ms`)
  t.equal(connections, 12, 'and those that hang have no more')
})
