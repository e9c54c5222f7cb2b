import type { AddressInfo } from 'node:net'
import t from 'tap'
import { adminToken, startApiWithExercise } from '../api/start-api.js'
import { packExercise } from '../api/tiny-exercise.js'
import { loadScript } from '../../scripts/load-script.js'

const { seedCourse } = await loadScript('bootstrap/seed-course.mjs')
const { makeSignInLink } = await loadScript('bootstrap/seed-course.mjs')
const api = await startApiWithExercise(t)
await api.app.listen({ port: 0, host: '127.0.0.1' })
const url = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`
const told: string[] = []
const about = { url, adminToken, progress: { tell: (line: string) => told.push(line) } }
const listExercises = async () =>
  (await api.request({ url: '/v1/courses/sample-course/assignments' }))
    .json()
    .assignments.map(({ exercise }: { exercise: string }) => exercise)

t.test('each exercise is assigned once, however often it is started', async (t) => {
  await seedCourse({ ...about, slugs: ['tiny'] })
  await seedCourse({ ...about, slugs: ['tiny'] })
  t.same(await listExercises(), ['tiny'])
  await api.publish(await packExercise('second'), 'second')
  await seedCourse({ ...about, slugs: ['second', 'tiny'] })
  t.same(await listExercises(), ['tiny', 'second'])
  t.match((await api.request({ url: '/v1/courses' })).json().courses, [{ id: 'sample-course', title: 'Sample course' }])
})

t.test('the link signs in as the admin', async (t) => {
  const link = new URL(await makeSignInLink(about))
  const signedIn = await api.request(
    { method: 'POST', url: link.pathname, headers: { 'sec-fetch-site': 'same-origin' } },
    null,
  )
  const cookie = `${signedIn.headers['set-cookie']}`.split(';')[0] ?? ''
  t.match((await api.request({ url: '/v1/me', headers: { cookie } }, null)).json(), { owner: 'admin', isAdmin: true })
})

t.test('what cannot be made is said, and starting goes on', async (t) => {
  t.same(told, [])
  await seedCourse({ ...about, slugs: ['no-such-exercise'] })
  t.equal(await makeSignInLink({ ...about, adminToken: 'not-the-token' }), undefined)
  await seedCourse({ ...about, url: 'http://127.0.0.1:1', slugs: [] })
  t.match(told, [
    /^The sample course could not be created: No exercise/,
    /^The sign-in link could not be created: The token/,
    /^The sample course could not be created/,
  ])
})
