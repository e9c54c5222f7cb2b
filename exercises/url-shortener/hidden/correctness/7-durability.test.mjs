import { test, expect } from '@assay/kit'
import { createLink, expectProblem, expectRedirect, makeAlias, makeUrl, readLink, visitTogether } from './link-calls.mjs'

const group = 'Restarts'

test('Links, clicks and deletions are still true after a restart', {
  id: 'survives-restart', group, points: 6,
  hint: 'Write to /data. On SIGTERM save what is not saved yet; when you start, read it again.',
}, async ({ http, subject, together, random }) => {
  const kept = await createLink(http, { url: makeUrl(random), alias: makeAlias(random) })
  const gone = await createLink(http, { url: makeUrl(random) })
  const visitors = random.int(5, 15)
  await visitTogether(http, together, kept.code, visitors)
  expect((await http.delete(`/links/${gone.code}`)).status).toBe(204)
  const before = (await http.get('/links?limit=5')).json
  await subject.restart()
  expect(await readLink(http, kept.code)).toEqual({ ...kept, clicks: visitors })
  await expectRedirect(http, kept.code, kept.url)
  expectProblem(await http.get(`/links/${gone.code}`), 404)
  const after = (await http.get('/links?limit=5')).json
  expect(after.total).toBe(before.total)
  expect(after.items.map((link) => link.code)).toEqual(before.items.map((link) => link.code))
})

test('A link is still there when the service is killed right after it was made', {
  id: 'survives-kill', group, points: 6,
  hint: 'When you answer 201, the link must be on disk already. A handler for SIGTERM does not help here.',
}, async ({ http, subject, together, random }) => {
  const gone = await createLink(http, { url: makeUrl(random) })
  const links = await together(8, () => createLink(http, { url: makeUrl(random), expiresInSeconds: 3600 }))
  expect((await http.delete(`/links/${gone.code}`)).status).toBe(204)
  await subject.kill()
  for (const link of links) expect(await readLink(http, link.code)).toEqual(link)
  expectProblem(await http.get(`/${gone.code}`), 404)
  await expectRedirect(http, links[0].code, links[0].url)
})

test('A second restart finds what came between', {
  id: 'survives-second-restart', group, points: 3, show: 'outcome',
  hint: 'What you write after a restart must be read back together with what was there before, after a kill as well.',
}, async ({ http, subject, random }) => {
  const first = await createLink(http, { url: makeUrl(random) })
  await expectRedirect(http, first.code, first.url)
  await subject.restart()
  await expectRedirect(http, first.code, first.url)
  const second = await createLink(http, { url: makeUrl(random), alias: makeAlias(random) })
  await subject.restart()
  expect((await readLink(http, first.code)).clicks).toBe(2)
  expect(await readLink(http, second.code)).toEqual(second)
  expectProblem(await http.post('/links', { json: { url: second.url, alias: second.code } }), 409)
})
