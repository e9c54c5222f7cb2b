import t from 'tap'
import { handIn, seedAssignment } from './seed-results.js'
import { startApiWithExercise } from './start-api.js'

const api = await startApiWithExercise(t)
const remove = (url: string, token?: string) => api.request({ method: 'DELETE', url }, token)
const make = async (course: string) => {
  await api.request({ method: 'POST', url: '/v1/courses', payload: { id: course, title: course } })
  await api.request({ method: 'POST', url: '/v1/people', payload: { id: `i-${course}`, name: 'i' } })
  await api.request({
    method: 'PUT',
    url: `/v1/courses/${course}/enrolments/i-${course}`,
    payload: { role: 'instructor' },
  })
  return (
    await api.request({ method: 'POST', url: `/v1/courses/${course}/assignments`, payload: { exercise: 'tiny' } })
  ).json<{ id: string }>().id
}

t.test('an assignment that nobody handed in for is deleted, and then its course', async (t) => {
  const assignment = await make('empty')
  t.match((await remove('/v1/courses/empty')).json(), {
    code: 'not-empty',
    detail: /has assignments \(1\); delete them first/,
  })
  t.equal((await remove(`/v1/assignments/${assignment}`)).statusCode, 204)
  t.equal((await remove(`/v1/assignments/${assignment}`)).statusCode, 404)
  t.equal((await remove('/v1/courses/empty')).statusCode, 204)
  t.equal((await api.request({ url: '/v1/courses/empty' })).statusCode, 404)
  const { rows } = await api.platform.context.db.execute(
    "select action from audit_log where course_id = 'empty' and action like '%.deleted' order by id",
  )
  t.same(rows, [{ action: 'assignment.deleted' }, { action: 'course.deleted' }])
  t.equal(
    (await api.request({ method: 'POST', url: '/v1/courses', payload: { id: 'empty', title: 'Again' } })).statusCode,
    201,
    'the name is free',
  )
})

t.test('an assignment with a regrade and no work is deleted, too', async (t) => {
  const assignment = await make('regraded')
  await api.request({ method: 'POST', url: `/v1/assignments/${assignment}/regrades`, payload: { reason: 'x' } })
  t.equal((await remove(`/v1/assignments/${assignment}`)).statusCode, 204)
})

t.test('work is never deleted with its assignment', async (t) => {
  const assignment = await seedAssignment(api, 'used', ['ada'])
  await handIn(api, assignment, { learner: 'ada' })
  t.match((await remove(`/v1/assignments/${assignment.id}`)).json(), {
    code: 'not-empty',
    detail: /The assignment has submissions \(1\)/,
  })
  t.equal((await api.request({ url: `/v1/assignments/${assignment.id}` })).statusCode, 200)
})
