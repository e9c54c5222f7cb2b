import t from 'tap'
import { standardWebhooks } from '../../../../api/lms/adapters/standard-webhooks.js'
import { refusalOf } from '../fixtures/refusal.js'
import { fetchNothing, now, secret, secretOf, settingsWith, signedRequest } from '../fixtures/signed-webhook.js'

const base64 = (text: string) => Buffer.from(text).toString('base64')

const handIn = {
  assignment: 'todo-1',
  learner: { id: '17' },
  attempt: 1,
  submittedAt: '2026-03-01T10:30:00+01:00',
  files: [{ name: 'src/app.js', content: base64('hello') }] as unknown[],
}

type Change = Record<string, unknown>
const bodyWith = (change: Change) => JSON.stringify({ type: 'assignment.submitted', timestamp: '2026-03-01T11:00:00Z', data: { ...handIn, ...change } })
const read = (body: string) => standardWebhooks.read(Buffer.from(body), 'msg_1')
const refused = (change: Change) => refusalOf('webhook-malformed', () => read(bodyWith(change)))

t.test('a signed request gives the id of the message and the bytes that were sent', async (t) => {
  const request = signedRequest({ body: '{ "type":"x" }' })
  t.same(await standardWebhooks.verify(request, settingsWith([secret]), fetchNothing), { eventId: 'msg_1', content: request.rawBody })
})

t.test('a request signed by another secret, or long ago, is refused', async (t) => {
  const verify = (sentAt: Date, by: string) =>
    standardWebhooks.verify(signedRequest({ sentAt, secrets: [by] }), settingsWith([secret]), fetchNothing)
  t.ok(await refusalOf('webhook-unauthorized', () => verify(now, secretOf(2))))
  t.ok(await refusalOf('webhook-stale', () => verify(new Date(0), secret)))
})

t.test('a hand-in with what must be there is read', async (t) => {
  t.same(read(bodyWith({})), {
    kind: 'submitted',
    event: {
      eventId: 'msg_1',
      assignmentKey: 'todo-1',
      courseKey: null,
      learner: { key: '17', name: null, email: null },
      attempt: 1,
      submittedAt: new Date('2026-03-01T09:30:00Z'),
      language: null,
      files: [{ name: 'src/app.js', content: Buffer.from('hello') }],
    },
  })
})

t.test('a hand-in with all that may be there is read', async (t) => {
  const sha256 = 'AB'.repeat(32)
  const message = read(
    bodyWith({
      course: 'web-2',
      learner: { id: '17', name: 'Ада Лавлейс 👩🏽‍💻', email: 'ada@example.edu' },
      language: 'node',
      files: [{ name: 'a.zip', url: 'https://files.example/1', sha256, bytes: 7 }, { name: 'empty.txt', content: '' }],
    }),
  )
  t.match(message, { kind: 'submitted', event: { courseKey: 'web-2', language: 'node', learner: { name: 'Ада Лавлейс 👩🏽‍💻', email: 'ada@example.edu' } } })
  const files = message.kind === 'submitted' ? message.event.files : []
  t.same(files, [
    { name: 'a.zip', url: 'https://files.example/1', sha256: sha256.toLowerCase(), bytes: 7 },
    { name: 'empty.txt', content: Buffer.alloc(0) },
  ])
})

t.test('null means the same as left out', async (t) => {
  const url = 'https://files.example/1'
  const given = { course: null, language: null, learner: { id: '17', name: null, email: null }, files: [{ name: 'a', url, content: null, sha256: null, bytes: null }] }
  const leftOut = { files: [{ name: 'a', url }] }
  t.same(read(bodyWith(given)), read(bodyWith(leftOut)))
})

t.test('messages of other types are ignored, whatever they hold, with a reason that is safe to show', async (t) => {
  const message = read(JSON.stringify({ type: 'course.\u001b[31mcreated', timestamp: '2026-03-01T11:00:00Z', data: 7 }))
  t.same(message, { kind: 'ignored', eventId: 'msg_1', reason: 'Messages of type "course.created" are not read, only assignment.submitted.' })
})

t.test('metadata beside the data is left to the sender', async (t) => {
  t.match(read(bodyWith({}).replace('{', '{"apiVersion":"2",')), { kind: 'submitted' })
})

t.test('an id that is a number is refused, and why', async (t) => {
  for (const change of [{ assignment: 21070000000014012 }, { course: 5 }, { learner: { id: 17 } }]) {
    t.match(await refused(change), /must be text, in quotes: as a number, an id loses digits beyond 2\^53/)
  }
})

const wrong: [what: string, change: Change, detail: RegExp][] = [
  ['an unknown key', { langauge: 'node' }, /\/data\/langauge is not a key that is known/],
  ['an unknown key of a learner', { learner: { id: '1', role: 'admin' } }, /\/data\/learner\/role is not a key/],
  ['no assignment', { assignment: undefined }, /required properties assignment/],
  ['an empty id', { assignment: '' }, /1 to 255 characters/],
  ['an id that is too long', { assignment: 'a'.repeat(256) }, /1 to 255 characters/],
  ['an id with a control character', { assignment: 'a\u0000' }, /no control/],
  ['an id with an invisible character', { learner: { id: 'a\u200b' } }, /invisible/],
  ['an id with a space at its end', { learner: { id: 'a ' } }, /spaces at its ends/],
  ['an id with half a character', { learner: { id: 'a\ud800' } }, /no control/],
  ['a name with a control character', { learner: { id: 'a', name: 'Ada\u0007' } }, /no control/],
  ['a name that turns the text around', { learner: { id: 'a', name: 'Ada\u202egnp.exe' } }, /no control/],
  ['an e-mail address that is none', { learner: { id: 'a', email: 'ada' } }, /e-mail/],
  ['attempt 0', { attempt: 0 }, /\/data\/attempt must be >= 1/],
  ['an attempt beyond all numbers', { attempt: 1e9 }, /\/data\/attempt must be <= 1000000/],
  ['an attempt as text', { attempt: '1' }, /\/data\/attempt must be integer/],
  ['half an attempt', { attempt: 1.5 }, /\/data\/attempt must be integer/],
  ['a time without its distance from UTC', { submittedAt: '2026-03-01T10:30:00' }, /Z or a distance from UTC/],
  ['a time that does not exist', { submittedAt: '2026-13-01T10:30:00Z' }, /must be a time/],
  ['a time as a number', { submittedAt: 1772366400 }, /\/data\/submittedAt must be text/],
  ['a language in capitals', { language: 'Node.js' }, /\/data\/language/],
  ['no files', { files: [] }, /\/data\/files/],
  ['more files than an upload may have', { files: Array.from({ length: 2001 }, (_, n) => ({ name: `f${n}`, content: '' })) }, /\/data\/files/],
  ['files that are no list', { files: { name: 'a' } }, /\/data\/files must be array/],
]

for (const [what, change, detail] of wrong) {
  t.test(`${what} is refused`, async (t) => {
    t.match(await refused(change), detail)
  })
}

t.test('a number too large for any number is refused', async (t) => {
  t.match(await refusalOf('webhook-malformed', () => read(bodyWith({}).replace('"attempt":1', '"attempt":1e400'))), /\/data\/attempt/)
})

t.test('a key twice, depth, and a byte order mark are refused although they are signed', async (t) => {
  for (const body of [bodyWith({}).replace('{', '{"type":"x",'), `${'['.repeat(100_000)}${']'.repeat(100_000)}`, `\u{feff}${bodyWith({})}`]) {
    t.ok(await refusalOf('webhook-malformed', () => read(body)))
  }
})
