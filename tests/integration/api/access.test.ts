import t from 'tap'
import { accessOfRoute } from '../../../api/http/access.js'
import { callers, makeCallers, type CallerName } from './access/callers.js'
import { ghosts, makeClassroom } from './access/classroom.js'
import { expectedOutcome, type Outcome } from './access/outcomes.js'
import { makeRequest, withoutIds } from './access/send-row.js'
import { table, type Row } from './access/table.js'
import { startApiWithExercise } from './start-api.js'

const api = await startApiWithExercise(t)
const room = await makeClassroom(api)
const headersOf = await makeCallers(api)

const statusOf: Readonly<Record<Exclude<Outcome, 'in'>, [status: number, code: string]>> = {
  'no token': [401, 'no-token'],
  'not allowed': [403, 'not-allowed'],
  absent: [404, 'not-found'],
  'cross-site': [403, 'cross-site'],
}

async function tryCell(route: string, row: Row, caller: CallerName, outcome: Outcome) {
  const ids = { ...room.ids, ...(outcome === 'in' ? await row.fresh?.(room) : {}) }
  return api.app.inject(await makeRequest(route, row, ids, await headersOf[caller]()))
}

for (const [route, row] of Object.entries(table)) {
  t.test(`${route} is for ${row.who}`, async (t) => {
    const isSafe = route.startsWith('GET')
    for (const caller of callers) {
      const outcome = expectedOutcome(row.who, caller, isSafe)
      const answer = await tryCell(route, row, caller, outcome)
      if (outcome === 'in') {
        t.ok(
          answer.statusCode < 400,
          `${caller} gets in: ${answer.statusCode} ${answer.statusCode < 400 ? '' : answer.body.slice(0, 300)}`,
        )
        continue
      }
      const [status, code] = statusOf[outcome]
      t.equal(answer.statusCode, status, `${caller}: ${outcome}`)
      if (outcome === 'absent') {
        const ghost = await api.app.inject(await makeRequest(route, row, ghosts, await headersOf[caller]()))
        t.equal(
          withoutIds(answer.body, room.ids),
          withoutIds(ghost.body, room.ids),
          `${caller} is told what is told of nothing`,
        )
      } else if (route.includes('/v1/')) {
        t.equal(answer.json().code, code, caller)
      }
    }
  })
}

t.test('every route is in the table of access, and every line of it is a route that is tried here', async (t) => {
  t.same(
    Object.keys(accessOfRoute).filter((route) => !Object.hasOwn(table, route)),
    [],
    'add a line to access/table.ts',
  )
  t.same(
    Object.keys(table).filter((route) => !Object.hasOwn(accessOfRoute, route)),
    [],
  )
  for (const route of Object.keys(accessOfRoute)) {
    const [method, url = ''] = route.split(' ')
    t.ok(url.startsWith('/docs/static') || api.app.hasRoute({ method: method as 'GET', url }), route)
  }
  t.throws(() => api.app.get('/v1/unlisted', () => 'open'), 'a route that the table lacks cannot be added')
})
