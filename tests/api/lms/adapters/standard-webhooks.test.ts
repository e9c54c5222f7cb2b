import t from 'tap'
import { standardWebhooks } from '../../../../api/lms/standard-webhooks.js'
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
const bodyWith = (change: Change) =>
  JSON.stringify({ type: 'assignment.submitted', timestamp: '2026-03-01T11:00:00Z', data: { ...handIn, ...change } })
const read = (body: string) => standardWebhooks.read(Buffer.from(body), 'msg_1')
const refused = (change: Change) => refusalOf('webhook-malformed', () => read(bodyWith(change)))

t.test('a signed request gives the id of the message and the bytes that were sent', async (t) => {
  const request = signedRequest({ body: '{ "type":"x" }' })
  t.same(await standardWebhooks.verify(request, settingsWith([secret]), fetchNothing), {
    eventId: 'msg_1',
    content: request.rawBody,
  })
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
      happenedAt: new Date('2026-03-01T09:30:00Z'),
      notes: [],
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
      files: [
        { name: 'a.zip', url: 'https://files.example/1', sha256, bytes: 7 },
        { name: 'empty.txt', content: '' },
      ],
    }),
  )
  t.match(message, {
    kind: 'submitted',
    event: { courseKey: 'web-2', language: 'node', learner: { name: 'Ада Лавлейс 👩🏽‍💻', email: 'ada@example.edu' } },
  })
  const files = message.kind === 'submitted' ? message.event.files : []
  t.same(files, [
    { name: 'a.zip', url: 'https://files.example/1', sha256: sha256.toLowerCase(), bytes: 7 },
    { name: 'empty.txt', content: Buffer.alloc(0) },
  ])
})

t.test('null means the same as left out', async (t) => {
  const url = 'https://files.example/1'
  const given = {
    course: null,
    language: null,
    learner: { id: '17', name: null, email: null },
    files: [{ name: 'a', url, content: null, sha256: null, bytes: null }],
  }
  const leftOut = { files: [{ name: 'a', url }] }
  t.same(read(bodyWith(given)), read(bodyWith(leftOut)))
})

t.test('messages of other types are ignored, whatever they hold, with a reason that is safe to show', async (t) => {
  const message = read(JSON.stringify({ type: 'course.\u001b[31mcreated', timestamp: '2026-03-01T11:00:00Z', data: 7 }))
  t.same(message, {
    kind: 'ignored',
    eventId: 'msg_1',
    reason:
      'Messages of type "course.created" are ignored; only assignment.submitted, .withdrawn, .removed and .reopened are processed.',
  })
})

t.test('metadata beside the data is left to the sender', async (t) => {
  t.match(read(bodyWith({}).replace('{', '{"apiVersion":"2",')), { kind: 'submitted' })
})

t.test('an id that is a number is refused, and why', async (t) => {
  for (const change of [{ assignment: 21070000000014012 }, { course: 5 }, { learner: { id: 17 } }]) {
    t.match(await refused(change), /must be a string: as a number, an id loses digits beyond 2\^53/)
  }
})

const wrong: [what: string, change: Change, detail: RegExp][] = [
  ['an unknown key', { langauge: 'node' }, /\/data\/langauge is not a known key/],
  ['an unknown key of a learner', { learner: { id: '1', role: 'admin' } }, /\/data\/learner\/role is not a known key/],
  ['no assignment', { assignment: undefined }, /required properties assignment/],
  ['an empty id', { assignment: '' }, /1 to 255 characters/],
  ['an id that is too long', { assignment: 'a'.repeat(256) }, /1 to 255 characters/],
  ['an id with a control character', { assignment: 'a\u0000' }, /without control/],
  ['an id with an invisible character', { learner: { id: 'a\u200b' } }, /invisible/],
  ['an id with a space at its end', { learner: { id: 'a ' } }, /spaces at its ends/],
  ['an id with half a character', { learner: { id: 'a\ud800' } }, /without control/],
  ['attempt 0', { attempt: 0 }, /\/data\/attempt must be >= 1/],
  ['an attempt beyond all numbers', { attempt: 1e9 }, /\/data\/attempt must be <= 1000000/],
  ['an attempt as text', { attempt: '1' }, /\/data\/attempt must be integer/],
  ['half an attempt', { attempt: 1.5 }, /\/data\/attempt must be integer/],
  ['a time without its distance from UTC', { submittedAt: '2026-03-01T10:30:00' }, /Z or an offset from UTC/],
  ['a time that does not exist', { submittedAt: '2026-13-01T10:30:00Z' }, /must be a time/],
  ['a time as a number', { submittedAt: 1772366400 }, /\/data\/submittedAt must be a string/],
  ['a language in capitals', { language: 'Node.js' }, /\/data\/language/],
  ['files that are no list', { files: { name: 'a' } }, /\/data\/files must be array/],
]

for (const [what, change, detail] of wrong) {
  t.test(`${what} is refused`, async (t) => {
    t.match(await refused(change), detail)
  })
}

t.test('a number too large for any number is refused', async (t) => {
  t.match(
    await refusalOf('webhook-malformed', () => read(bodyWith({}).replace('"attempt":1', '"attempt":1e400'))),
    /\/data\/attempt/,
  )
})

t.test('a key twice, depth, and a byte order mark are refused although they are signed', async (t) => {
  for (const body of [
    bodyWith({}).replace('{', '{"type":"x",'),
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    `\u{feff}${bodyWith({})}`,
  ]) {
    t.ok(await refusalOf('webhook-malformed', () => read(body)))
  }
})

t.test(
  'a name or an e-mail address never costs a hand-in: it is cut, cleaned or left out, and that is noted',
  async (t) => {
    const long = 'Ä'.repeat(201)
    const cases: [given: object, kept: { name?: string | null; email?: string | null }, notes: RegExp[]][] = [
      [{ name: long }, { name: 'Ä'.repeat(200) }, [/cut to 200 characters/]],
      [{ name: `${'a'.repeat(199)}😀` }, { name: 'a'.repeat(199) }, [/cut to 200/]],
      [{ name: '' }, { name: null }, [/name of the learner is empty/]],
      [{ name: '   ' }, { name: null }, [/name of the learner is empty/]],
      [{ name: '\u202eadA' }, { name: 'adA' }, [/contained invalid characters/]],
      [{ name: 'Ada\u0000\nLovelace' }, { name: 'Ada Lovelace' }, [/contained invalid characters/]],
      [{ name: ' Ada  Lovelace ' }, { name: 'Ada Lovelace' }, [/contained invalid characters/]],
      [{ name: 7 }, { name: null }, [/is not text/]],
      [{ email: '' }, { email: null }, [/email address of the learner is empty/]],
      [{ email: 'ada' }, { email: null }, [/is not valid and was ignored/]],
      [{ email: `${'a'.repeat(254)}@x.test` }, { email: null }, [/is not valid and was ignored/]],
      [{ email: ['a@b.test'] }, { email: null }, [/was ignored/]],
      [{ name: '', email: 'nobody' }, { name: null, email: null }, [/name/, /email/]],
      [{ name: 'أحمد', email: 'a@b.test' }, { name: 'أحمد', email: 'a@b.test' }, []],
    ]
    for (const [given, kept, notes] of cases) {
      const message = read(bodyWith({ learner: { id: '17', ...given } }))
      t.match(
        message,
        { kind: 'submitted', event: { learner: { key: '17', ...kept }, notes } },
        JSON.stringify(given).slice(0, 40),
      )
      t.equal(message.kind === 'submitted' ? message.event.notes.length : -1, notes.length)
    }
  },
)

t.test('several learners in one event are refused in words, with all their keys', async (t) => {
  const members = [{ id: 'u-1', name: '' }, { id: 'u-2' }, { id: 3 }]
  for (const change of [{ learner: members }, { learners: members, learner: undefined }, { learners: members }]) {
    t.match(read(bodyWith(change)), {
      kind: 'refused',
      event: { learner: null, members: ['u-1', 'u-2'], assignmentKey: 'todo-1', attempt: 1 },
      reason: /several learners\. Teams are not supported yet/,
    })
  }
})

t.test('an attempt that was withdrawn, removed or reopened is read, whatever else is said of it', async (t) => {
  for (const [type, kind] of [
    ['withdrawn', 'withdrawn'],
    ['removed', 'withdrawn'],
    ['reopened', 'reopened'],
  ]) {
    const message = read(
      JSON.stringify({
        type: `assignment.${type}`,
        timestamp: '2026-03-01T11:00:00Z',
        data: { ...handIn, by: 'the teacher' },
      }),
    )
    t.match(message, {
      kind,
      event: {
        assignmentKey: 'todo-1',
        learner: { key: '17' },
        attempt: 1,
        happenedAt: new Date('2026-03-01T11:00:00Z'),
      },
    })
  }
  t.match(
    await refusalOf('webhook-malformed', () =>
      read(JSON.stringify({ type: 'assignment.withdrawn', timestamp: '2026-03-01T11:00:00Z', data: {} })),
    ),
    /assignment/,
  )
})
