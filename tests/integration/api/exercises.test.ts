import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { encodeForm, startApiWithExercise } from './start-api.js'
import { packExercise, packFiles } from './tiny-exercise.js'

const api = await startApiWithExercise(t)
const learner = await api.createToken('ada', 'learner')

t.test('the same package again changes nothing, another one changes what the slug means', async (t) => {
  const same = await api.publish(await packExercise())
  t.equal(same.statusCode, 200)
  t.match(same.json(), { isNew: false, isChanged: false })
  const other = (await api.publish(await packExercise('tiny', { title: 'Other' }))).json()
  t.equal(other.isChanged, true)
  t.not(other.digest, same.json().digest)
  t.equal((await api.publish(await packExercise())).json().digest, same.json().digest, 'and back again')
})

t.test('a package may come in a form and as a zip or tar.gz of its folder', async (t) => {
  const form = new FormData()
  const tar = await packExercise('with-contract', {
    extra: { 'openapi.yaml': 'openapi: 3.1.0\n', 'starter/node/openapi.yaml': 'short\n' },
  })
  form.append('archive', new Blob([new Uint8Array(tar)]), 'with-contract.tar')
  const { type, payload } = await encodeForm(form)
  const answer = await api.request({
    method: 'PUT',
    url: '/v1/exercises/with-contract',
    headers: { 'content-type': type },
    payload,
  })
  t.equal(answer.statusCode, 201, answer.body)
})

t.test('a package with mistakes is refused with every one of them', async (t) => {
  const answer = await api.publish(
    await packFiles({
      'exercise.yaml':
        'slug: tiny\ntitle: T\nlanguages: [cobol]\nextra: 1\nweights: { correctness: 50, speed: 0, quality: 0 }\n',
    }),
  )
  t.equal(answer.statusCode, 422)
  t.equal(answer.json().code, 'package-invalid')
  t.ok(answer.json().errors.length >= 2, answer.body)
  t.match(answer.json().errors[0].pointer, /^exercise\.yaml:\d+/)
})

t.test('each mistake in a hidden test or the contract is refused with its file and line', async (t) => {
  const extra = {
    // No JavaScript.
    'hidden/correctness/answers.test.mjs': "import { test } from '@assay/kit'\ntest('a', () => {\n",
    // A wrong import.
    'hidden/correctness/imports.test.mjs': "\nimport { tset } from '@assay/kit'\n",
    // No YAML.
    'openapi.yaml': 'openapi: 3.1.0\npaths: {}\npaths: {}\n',
  }
  const answer = await api.publish(await packExercise('tiny', { extra }))
  t.match(answer.json(), { status: 422, code: 'package-invalid' })
  t.same(
    answer
      .json<{ errors: { pointer: string }[] }>()
      .errors.map(({ pointer }) => pointer)
      .sort(),
    ['hidden/correctness/answers.test.mjs:3', 'hidden/correctness/imports.test.mjs:2', 'openapi.yaml:3'],
  )
  t.notMatch(answer.body, /fault/)
})

t.test('a hostile manifest is refused with its place, and others are answered meanwhile', async (t) => {
  const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}: v\n`).join('')
  const manifests = {
    [keys(300_000)]: 'exercise.yaml',
    [keys(10_000)]: /^exercise.yaml:\d+$/,
    'a: &a [x]\nb: [*a, *a]\n': 'exercise.yaml:2',
    ['['.repeat(15_000)]: /^exercise.yaml/,
  }
  for (const [manifest, pointer] of Object.entries(manifests)) {
    let isRefused = false
    const publishing = api.publish(await packFiles({ 'exercise.yaml': manifest })).finally(() => (isRefused = true))
    t.equal((await api.request({ url: '/livez' }, null)).statusCode, 200)
    t.notOk(isRefused)
    const answer = await publishing
    t.match(answer.json(), { status: 422, code: 'package-invalid', errors: [{ pointer, detail: /\w/ }] })
  }
})

t.test('a package for another slug is refused', async (t) => {
  t.equal((await api.publish(await packExercise('tiny'), 'other')).json().code, 'slug-mismatch')
})

t.test('learners read statement, limits and languages, and nothing of the hidden tests', async (t) => {
  const list = await api.request({ url: '/v1/exercises' }, learner)
  t.match(list.json().exercises[0], { slug: /./, title: /./, languages: ['node', 'python'] })
  const one = await api.request({ url: '/v1/exercises/tiny' }, learner)
  t.match(one.json(), {
    statement: /Answer 200/,
    limits: { memoryMb: 128, cpus: 1 },
    weights: { correctness: 60 },
    uploadLimits: { files: 2000 },
  })
  t.notMatch(list.body + one.body, /secret-title|the-reference-solution|digest/)
})

t.test('the contract is for learners to read, where there is one', async (t) => {
  t.equal((await api.request({ url: '/v1/exercises/tiny/openapi.yaml' }, learner)).statusCode, 404)
  const answer = await api.request({ url: '/v1/exercises/with-contract/openapi.yaml' }, learner)
  t.match(answer.headers['content-type'], 'application/yaml')
  t.equal(answer.body, 'openapi: 3.1.0\n')
  t.equal(
    (await api.request({ url: '/v1/exercises/with-contract' }, learner)).json().contract,
    '/v1/exercises/with-contract/openapi.yaml',
  )
  t.equal((await api.request({ url: '/v1/exercises/tiny' }, learner)).json().contract, null)
})

t.test('the contract is in every starter, which may have one of its own', async (t) => {
  const starter = async (slug: string, language: string) =>
    gunzipSync((await api.request({ url: `/v1/exercises/${slug}/starter/${language}` }, learner)).rawPayload)
  t.ok(
    (await starter('with-contract', 'python')).equals(
      await packFiles({ 'main.py': '# begin here\n', 'openapi.yaml': 'openapi: 3.1.0\n' }),
    ),
  )
  t.match((await starter('with-contract', 'node')).toString(), 'short')
})

t.test('a starter holds the files of its folder only', async (t) => {
  const answer = await api.request({ url: '/v1/exercises/tiny/starter/python' }, learner)
  t.equal(answer.statusCode, 200)
  t.equal(answer.headers['content-disposition'], 'attachment; filename="tiny-python.tar.gz"')
  const tar = gunzipSync(answer.rawPayload)
  t.ok(tar.equals(await packFiles({ 'main.py': '# begin here\n' })))
})

t.test('no address leads to hidden tests, samples or references', async (t) => {
  for (const path of [
    'hidden',
    'hidden/correctness/answers.test.mjs',
    'submissions',
    'starter',
    'starter/hidden',
    'starter/..%2Fhidden',
    'starter/node%2F..%2F..%2Fhidden',
    'package',
  ]) {
    const answer = await api.request({ url: `/v1/exercises/tiny/${path}` }, learner)
    t.ok([404, 405].includes(answer.statusCode), `${path}: ${answer.statusCode}`)
    t.notMatch(answer.body, /secret-title|the-reference/)
  }
})

t.test('the OpenAPI page describes every route and loads nothing from elsewhere', async (t) => {
  const openapi = (await api.request({ url: '/openapi.json' }, null)).json()
  t.equal(openapi.openapi, '3.1.0')
  t.ok(openapi.paths['/v1/exercises/{slug}/submissions'].post)
  t.ok(openapi.paths['/v1/submissions/{id}/events'].get)
  const page = await api.request({ url: '/docs/' }, null)
  t.equal(page.statusCode, 200)
  t.notMatch(page.body, /https?:\/\//)
  t.notMatch(page.headers['content-security-policy'], /https?:/)
})
