import { test, expect } from '@assay/kit'
import { createLink, expectProblem, expectRedirect, makeUrl, readLink } from './link-calls.mjs'

const group = 'Errors of the caller'

test('A code that nobody has is answered with 404', {
  id: 'unknown-code-is-404', group, points: 2,
  hint: 'On all three: GET /{code}, GET /links/{code} and DELETE /links/{code}.',
}, async ({ http, random }) => {
  const { code, url } = await createLink(http, { url: makeUrl(random) })
  const unknown = `${random.word()}${random.int(100_000, 999_999)}`
  expectProblem(await http.get(`/${unknown}`), 404)
  expectProblem(await http.get(`/links/${unknown}`), 404)
  expectProblem(await http.delete(`/links/${unknown}`), 404)
  expectProblem(await http.get(`/${encodeURIComponent('../links')}`), 404)
  expectProblem(await http.get('/%00'), 404)
  await expectRedirect(http, code, url)
})

test('A path that does not exist is answered with 404 as a problem', {
  id: 'unknown-path-is-404', group, points: 1,
  hint: 'Replace the HTML or text page that your framework sends for an unknown path.',
}, async ({ http, random }) => {
  const { code } = await createLink(http, { url: makeUrl(random) })
  expectProblem(await http.get('/'), 404)
  expectProblem(await http.get(`/links/${code}/${random.word()}`), 404)
})

test('A method that /links does not have is answered with 405 and Allow', {
  id: 'unknown-method-is-405', group, points: 2,
  hint: 'The Allow header lists the methods that the path does have.',
}, async ({ http, random }) => {
  const link = await createLink(http, { url: makeUrl(random) })
  const onList = await http.delete('/links')
  expectProblem(onList, 405)
  for (const method of ['GET', 'POST']) expect(onList.headers.allow ?? '').toContain(method)
  const onOne = await http.put(`/links/${link.code}`, { json: { url: makeUrl(random) } })
  expectProblem(onOne, 405)
  for (const method of ['GET', 'DELETE']) expect(onOne.headers.allow ?? '').toContain(method)
  expect(await readLink(http, link.code)).toEqual(link)
})

test('A body that is not JSON is answered with 400', {
  id: 'malformed-json-is-400', group, points: 2,
  hint: 'Catch what the JSON parser throws, and answer 400; the service must go on.',
}, async ({ http, random }) => {
  const headers = { 'content-type': 'application/json' }
  for (const body of ['{"url": "https://example.co', '{url: 1}', '{"url": "https://example.com/",}', 'https://example.com/']) {
    expectProblem(await http.post('/links', { body, headers }), 400)
  }
  await createLink(http, { url: makeUrl(random) })
})

test('A body of another media type is answered with 415', {
  id: 'other-media-type-is-415', group, points: 2,
  hint: 'Look at Content-Type before you look at the body. It may have parameters: application/json; charset=utf-8 is fine.',
}, async ({ http, random }) => {
  const body = JSON.stringify({ url: makeUrl(random) })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
    expectProblem(await http.post('/links', { body, headers: { 'content-type': type } }), 415)
  }
  const accepted = await http.post('/links', { body, headers: { 'content-type': 'application/json; charset=utf-8' } })
  expect(accepted.status).toBe(201)
})
