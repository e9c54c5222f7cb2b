import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { makeZip } from '../../storage/hostile-archives/zip-bytes.js'
import { encodeForm, formOf, startApiWithExercise } from './start-api.js'
import { packFiles } from './tiny-exercise.js'

const api = await startApiWithExercise(t)
const learner = await api.createToken('ada', 'learner')

t.test('an archive is accepted and waits in the queue', async (t) => {
  const archive = await packFiles({ 'server.js': '1' })
  const form = new FormData()
  form.append('archive', new Blob([new Uint8Array(archive)]), 'work.tar')
  const answer = await api.submit(form, { token: learner })
  t.equal(answer.statusCode, 202)
  const body = answer.json()
  t.match(body, {
    exercise: 'tiny',
    owner: 'ada',
    language: 'node',
    state: 'queued',
    verdict: null,
    score: null,
    position: 1,
  })
  t.equal(body.sha256, createHash('sha256').update(archive).digest('hex'))
  t.equal(answer.headers['location'], `/v1/submissions/${body.id}`)
  t.match(answer.headers['retry-after'], /^\d+$/)
})

t.test('the source is packed anew from the files that are graded, the same each time', async (t) => {
  const sent = makeZip([
    { name: 'work/', mode: 0o40755 },
    { name: 'work/server.js', content: '1' },
    { name: 'work/lib/ü.js', content: '2' },
    { name: '__MACOSX/work/._server.js', content: 'x' },
  ])
  const form = new FormData()
  form.append('archive', new Blob([new Uint8Array(sent)]), 'work.zip')
  const body = (await api.submit(form, { token: learner })).json()
  t.equal(body.sha256, createHash('sha256').update(sent).digest('hex'), 'the receipt names what was sent')
  const download = () => api.request({ url: body.links.source }, learner)
  const source = await download()
  t.match(source.headers, {
    'content-type': 'application/gzip',
    'content-disposition': `attachment; filename="submission-${body.id}.tar.gz"`,
  })
  t.ok(gunzipSync(source.rawPayload).equals(await packFiles({ 'server.js': '1', 'lib/ü.js': '2' })))
  t.ok(source.rawPayload.equals((await download()).rawPayload))
})

t.test(
  'an archive that is stored and would not be taken any more is neither handed out nor a fault of ours',
  async (t) => {
    const { id, sha256 } = (await api.submit(formOf({ 'server.js': 'old' }), { token: learner })).json()
    const { blobs } = api.platform.context
    const { open } = blobs
    blobs.open = async (digest) =>
      digest === sha256
        ? Readable.from([makeZip([{ name: 'a.js', localName: 'b.js', content: '1' }])])
        : open.call(blobs, digest)
    t.teardown(() => void (blobs.open = open))
    const answer = await api.request({ url: `/v1/submissions/${id}/source` }, learner)
    t.equal(answer.statusCode, 422)
    t.match(answer.json(), { code: 'upload-rejected', detail: /two different descriptions/ })
  },
)

t.test('files keep their paths, by the brackets of the field or by the file name', async (t) => {
  const form = formOf({ 'src/lib/a.js': 'a' })
  form.append('file', new Blob(['b']), 'package.json')
  const body = (await api.submit(form, { token: learner })).json()
  t.equal(body.language, 'node')
  const expected = await packFiles({ 'src/lib/a.js': 'a', 'package.json': 'b' })
  t.equal(body.sha256, createHash('sha256').update(expected).digest('hex'), 'packed canonically')
})

t.test('folders in a file name are kept', async (t) => {
  const boundary = 'xx'
  const payload = `--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="app/main.py"\r\n\r\n1\r\n--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="main.py"\r\n\r\n1\r\n--${boundary}--\r\n`
  const url = '/v1/exercises/tiny/submissions'
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  const body = (await api.request({ method: 'POST', url, headers, payload }, learner)).json()
  const expected = await packFiles({ 'app/main.py': '1', 'main.py': '1' })
  t.equal(body.sha256, createHash('sha256').update(expected).digest('hex'))
  t.equal(body.language, 'python')
})

t.test('the language named wins over the one the files tell', async (t) => {
  const body = (await api.submit(formOf({ 'server.js': '1' }, { language: 'python' }), { token: learner })).json()
  t.equal(body.language, 'python')
})

t.test('a language that no worker has an image for is refused at the door, named or told from the files', async (t) => {
  const bare = await startApiWithExercise(t, { ASSAY_LANGUAGES_LEFT_OUT: 'python, java' })
  for (const form of [formOf({ 'main.py': '1' }), formOf({ 'server.js': '1' }, { language: 'python' })]) {
    const answer = await bare.submit(form)
    t.equal(answer.statusCode, 422)
    t.match(answer.json(), { code: 'language-not-graded', detail: /Python cannot be graded here/ })
  }
  t.same((await bare.request({ url: '/v1/submissions' })).json().submissions, [])
  t.equal((await bare.submit(formOf({ 'server.js': '1' }))).statusCode, 202)
})

t.test('the same Idempotency-Key and upload is one submission, also when sent twice at a time', async (t) => {
  const send = () =>
    api.submit(formOf({ 'server.js': 'idem' }), { token: learner, headers: { 'idempotency-key': 'key-1' } })
  const answers = await Promise.all([send(), send(), send()])
  t.same(
    answers.map(({ statusCode }) => statusCode),
    [202, 202, 202],
  )
  t.equal(new Set(answers.map((answer) => answer.json().id)).size, 1)
  t.equal(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true').length, 2)
  const list = (await api.request({ url: '/v1/submissions?limit=100' }, learner)).json()
  t.equal(list.submissions.filter(({ id }: { id: string }) => id === answers[0]?.json().id).length, 1)
})

t.test('the same Idempotency-Key with another upload is refused', async (t) => {
  const headers = { 'idempotency-key': 'key-2' }
  await api.submit(formOf({ 'server.js': 'one' }), { token: learner, headers })
  const other = await api.submit(formOf({ 'server.js': 'two' }), { token: learner, headers })
  t.equal(other.statusCode, 422)
  t.equal(other.json().code, 'idempotency-mismatch')
})

t.test('the same Idempotency-Key of another owner is another request', async (t) => {
  const bob = await api.createToken('bob', 'learner')
  const send = (token: string) =>
    api.submit(formOf({ 'server.js': 'x' }), { token, headers: { 'idempotency-key': 'key-3' } })
  t.not((await send(learner)).json().id, (await send(bob)).json().id)
})

t.test('the state has an ETag, and an unchanged one answers 304', async (t) => {
  const { id } = (await api.submit(formOf({ 'server.js': 'etag' }), { token: learner })).json()
  const first = await api.request({ url: `/v1/submissions/${id}` }, learner)
  const again = await api.request(
    { url: `/v1/submissions/${id}`, headers: { 'if-none-match': String(first.headers['etag']) } },
    learner,
  )
  t.equal(again.statusCode, 304)
  t.equal(again.body, '')
})

t.test('lists page by cursor, newest first, without gap or double', async (t) => {
  const carol = await api.createToken('carol', 'learner')
  const sent: string[] = []
  for (let i = 0; i < 5; i += 1)
    sent.unshift((await api.submit(formOf({ 'server.js': `${i}` }), { token: carol })).json().id)
  const seen: string[] = []
  let url: string | undefined = '/v1/submissions?limit=2'
  while (url) {
    const page = await api.request({ url }, carol)
    seen.push(...page.json().submissions.map(({ id }: { id: string }) => id))
    url = /<(.+)>; rel="next"/.exec(String(page.headers['link'] ?? ''))?.[1]
  }
  t.same(seen, sent)
})

t.test('too many waiting submissions of one owner are refused with a time to come back', async (t) => {
  const dora = await api.createToken('dora', 'learner')
  for (let i = 0; i < 20; i += 1)
    t.equal((await api.submit(formOf({ 'server.js': `${i}` }), { token: dora })).statusCode, 202)
  const refused = await api.submit(formOf({ 'server.js': 'more' }), { token: dora })
  t.equal(refused.statusCode, 429)
  t.equal(refused.json().code, 'too-many-waiting')
  t.match(refused.headers['retry-after'], /^\d+$/)
  t.equal(
    (await api.submit(formOf({ 'server.js': '1' }), { token: learner })).statusCode,
    202,
    'others are not held up',
  )
})

t.test('a form is read as it comes, whatever its parts are called', async (t) => {
  const form = new FormData()
  form.append('upload', new Blob([new Uint8Array(await packFiles({ 'server.js': '1' }))]), 'My Work.TAR')
  const { type, payload } = await encodeForm(form)
  t.ok(payload.length > 0)
  const answer = await api.request(
    { method: 'POST', url: '/v1/exercises/tiny/submissions', headers: { 'content-type': type }, payload },
    learner,
  )
  t.equal(answer.statusCode, 202)
})
