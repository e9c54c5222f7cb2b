import t from 'tap'
import { accessOfRoute } from '../../../api/http/access.js'
import { auditLog } from '../../../api/database/audit.js'
import { makeCallers } from './access/callers.js'
import { makeClassroom } from './access/classroom.js'
import { makeRequest } from './access/send-row.js'
import { table } from './access/table.js'
import { startApiWithExercise } from './start-api.js'

const api = await startApiWithExercise(t)
const room = await makeClassroom(api)
const callers = await makeCallers(api)
const countLines = () => api.platform.context.db.$count(auditLog)

/** What only staff may do is what others must be able to look up. */
const changes = Object.entries(accessOfRoute).filter(
  ([route, access]) => !route.startsWith('GET') && ['staff', 'admin'].includes(access),
)

for (const [route, access] of changes) {
  t.test(`${route} leaves a line in the audit log, with who did it`, async (t) => {
    const row = table[route]
    if (!row) return void t.fail('add a line to access/table.ts')
    const ids = { ...room.ids, ...(await row.fresh?.(room)) }
    const before = await countLines()
    const answer = await api.app.inject(
      await makeRequest(route, row, ids, await callers[access === 'admin' ? 'admin' : 'instructor']()),
    )
    t.ok(answer.statusCode < 400, answer.body.slice(0, 300))
    t.ok((await countLines()) > before)
    const last = (await api.platform.context.db.select().from(auditLog)).sort((a, b) => b.id - a.id)[0]
    t.equal(last?.actor, access === 'admin' ? 'admin' : 'ines')
  })
}

const reads = [
  'GET /v1/submissions/:id/report',
  'GET /v1/submissions/:id/source',
  'GET /submissions/:id',
  'GET /submissions/:id/files',
  'GET /v1/assignments/:id/results',
  'GET /assignments/:id/results',
  'GET /v1/regrades/:id',
  'GET /regrades/:id',
]

for (const route of reads) {
  t.test(`${route} leaves a line where staff reads what is a learner's`, async (t) => {
    const row = table[route]
    if (!row) return void t.fail('no such row')
    const before = await countLines()
    const answer = await api.app.inject(await makeRequest(route, row, room.ids, await callers.instructor()))
    t.equal(answer.statusCode, 200)
    t.equal(await countLines(), before + 1)
  })
}

t.test('what learners read of their own leaves none', async (t) => {
  const before = await countLines()
  for (const route of ['GET /v1/submissions/:id/report', 'GET /v1/submissions/:id/source', 'GET /submissions/:id']) {
    const answer = await api.app.inject(
      await makeRequest(route, table[route] ?? { who: 'anyone' }, room.ids, await callers.learner()),
    )
    t.equal(answer.statusCode, 200)
  }
  t.equal(await countLines(), before)
})
