import t from 'tap'
import { standardWebhooks } from '../../../../api/lms/standard-webhooks.js'
import { refusalOf } from '../fixtures/refusal.js'

function bodyWith(files: unknown[]): Buffer {
  const data = { assignment: 'a', learner: { id: '1' }, attempt: 1, submittedAt: '2026-03-01T10:30:00Z', files }
  return Buffer.from(JSON.stringify({ type: 'assignment.submitted', timestamp: '2026-03-01T11:00:00Z', data }))
}

const refused = (files: unknown[]) =>
  refusalOf('webhook-malformed', () => standardWebhooks.read(bodyWith(files), 'msg_1'))

const names: [what: string, name: string, detail: RegExp][] = [
  ['that leaves its folder', '../a.js', /contains "\.\."/],
  ['that is absolute', '/etc/passwd', /absolute/],
  ['of a drive', 'C:/a.js', /absolute/],
  ['of a drive, with backslashes', 'C:\\work\\server.js', /absolute/],
  ['that leaves its folder by backslashes', '..\\a.js', /contains "\.\."/],
  ['with a control character', 'a\u0000.js', /control/],
  ['that turns the text around', 'a\u202esj.exe', /invisible/],
  ['that begins a formula', '=cmd', /begins with "="/],
  ['that is empty', '', /empty name/],
  ['that is too long', 'a'.repeat(121), /longer than 120/],
  ['that is too deep', `${'d/'.repeat(32)}a`, /nested deeper/],
]

for (const [what, name, detail] of names) {
  t.test(`a file name ${what} is refused as in an archive, and its learner can be told`, async (t) => {
    for (const file of [
      { name, content: '' },
      { name, url: 'https://files.example/1' },
    ]) {
      t.match(standardWebhooks.read(bodyWith([file]), 'msg_1'), {
        kind: 'refused',
        event: { learner: { key: '1' }, attempt: 1 },
        reason: detail,
      })
    }
  })
}

t.test(
  'what no archive could have either is refused: no file, two that are one on some systems, too many',
  async (t) => {
    const reasonOf = (files: unknown[]) => {
      const message = standardWebhooks.read(bodyWith(files), 'msg_1')
      return message.kind === 'refused' ? message.reason : message.kind
    }
    t.equal(reasonOf([]), 'The submission has no files.')
    t.match(
      reasonOf([
        { name: 'a.js', content: '' },
        { name: 'A.js', content: '' },
      ]),
      /same on some systems/,
    )
    t.match(
      reasonOf([
        { name: 'a', content: '' },
        { name: 'a/b', content: '' },
      ]),
      /twice|same on some systems/,
    )
    t.match(reasonOf(Array.from({ length: 2001 }, (_, n) => ({ name: `f${n}`, content: '' }))), /more than 2000 files/)
  },
)

t.test('backslashes make folders, and that is noted', async (t) => {
  const message = standardWebhooks.read(bodyWith([{ name: 'src\\lib\\server.js', content: '' }]), 'msg_1')
  t.match(message, {
    kind: 'submitted',
    event: { files: [{ name: 'src/lib/server.js' }], notes: [/Backslashes in file names/] },
  })
})

t.test('a file has either its bytes or an address', async (t) => {
  const url = 'https://files.example/1'
  for (const rest of [
    {},
    { content: '', url },
    { content: '', sha256: 'a'.repeat(64) },
    { content: '', bytes: 0 },
    { sha256: 'a'.repeat(64) },
  ]) {
    t.match(await refused([{ name: 'a', ...rest }]), /must have either content, or url/)
  }
})

t.test('bytes that are not exactly base64 are refused', async (t) => {
  for (const content of ['aGVsbG8', 'aGVs bG8=', 'aGVsbG8=\n', 'aGVsbG9=', 'a-_=', '68656c6c6f', 'é']) {
    t.match(await refused([{ name: 'a', content }]), /must be base64/, content)
  }
})

t.test('a checksum and a length must have their form', async (t) => {
  const url = 'https://files.example/1'
  t.match(await refused([{ name: 'a', url, sha256: 'abc' }]), /\/data\/files\/0\/sha256/)
  t.match(await refused([{ name: 'a', url, bytes: -1 }]), /\/data\/files\/0\/bytes/)
  t.match(await refused([{ name: 'a', url, bytes: 1e300 }]), /\/data\/files\/0\/bytes/)
  t.match(await refused([{ name: 'a', url: `https://files.example/${'a'.repeat(2000)}` }]), /\/data\/files\/0\/url/)
})

t.test('only so much may come inline, over all files', async (t) => {
  const half = Buffer.alloc(512 * 1024).toString('base64')
  t.match(
    standardWebhooks.read(
      bodyWith([
        { name: 'a', content: half },
        { name: 'b', content: half },
      ]),
      'msg_1',
    ),
    { kind: 'submitted' },
  )
  t.match(
    await refused([
      { name: 'a', content: half },
      { name: 'b', content: half },
      { name: 'c', content: 'AA==' },
    ]),
    /more than 1048576 bytes/,
  )
})
