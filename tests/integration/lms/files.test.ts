import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { packTar } from '../../../storage/archive/write-tar.js'
import { serveFiles } from '../../api/lms/fixtures/file-host.js'
import { waitUntil } from '../services/containers.js'
import { fileOf, startLms, type HandIn } from './start-lms.js'

const tar = await buffer(packTar(new Map([['server.js', Buffer.from('fetched')]])))
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const answers: Record<string, (response: ServerResponse, request: IncomingMessage) => void> = {
  '/server.js': (response) => void response.end('fetched'),
  '/work.tar': (response) => void response.end(tar),
  '/gone.js': (response) => void response.writeHead(404).end(),
  '/slow.js': (response) => void response.write('x'),
}

const host = await serveFiles(t, (request, response) => answers[request.url ?? '']?.(response, request))
const storage = await serveFiles(t, (_request, response) => response.end('fetched'))
answers['/moved.js'] = (response) =>
  void response.writeHead(302, { location: `http://${storage.host}/server.js` }).end()

const lms = await startLms(t, {
  connection: { allowedHosts: [host.host, storage.host], fetchToken: 'token-of-the-lms' },
})
let attempt = 0

/** The end of a hand-in with these files, and its source as it was stored. */
async function handIn(files: unknown[], more: HandIn = {}) {
  attempt += 1
  const { event } = (await lms.handIn({ attempt, files, ...more })).json()
  const ended = await lms.ended(event)
  const source = ended.submission
    ? gunzipSync((await lms.api.request({ url: `/v1/submissions/${ended.submission}/source` })).rawPayload)
    : Buffer.alloc(0)
  return { ...ended, source }
}

const urlOf = (path: string) => `http://${host.host}${path}`

t.test('a file is fetched from an allowed host, with the token, and packed as a form is', async (t) => {
  const { state, source } = await handIn([
    { name: 'server.js', url: urlOf('/server.js'), sha256: sha256(Buffer.from('fetched')), bytes: 7 },
  ])
  t.equal(state, 'done')
  t.same(source, tar, 'the same bytes as those of a form')
  t.equal(host.requests.at(-1)?.headers.authorization, 'Bearer token-of-the-lms')
})

t.test('one archive is graded as it is, inline or fetched', async (t) => {
  const fetched = await handIn([{ name: 'work.tar', url: urlOf('/work.tar') }])
  t.same(fetched.source, tar)
  const inline = await handIn([{ name: 'work.tar', content: tar.toString('base64') }])
  t.same(inline.source, tar)
  t.equal(inline.state, 'done')
})

t.test('the token does not follow a redirect to another host', async (t) => {
  t.equal((await handIn([{ name: 'server.js', url: urlOf('/moved.js') }])).state, 'done')
  t.equal(storage.requests.at(-1)?.headers.authorization, undefined)
})

t.test('what no further try would change is refused at once, with the reason', async (t) => {
  const cases: [string, unknown[], RegExp][] = [
    ['another host', [{ name: 'a.js', url: 'http://127.0.0.1:9/a.js' }], /connection does not allow the host/],
    ['missing', [{ name: 'a.js', url: urlOf('/gone.js') }], /status 404/],
    ['an archive and a file', [fileOf('x', 'a.zip'), fileOf('y', 'b.js')], /either one archive or individual files/],
  ]
  for (const [what, files, reason] of cases)
    t.match(await handIn(files), { state: 'refused', reason, tries: 1, submission: null }, what)
  t.match(await handIn([fileOf('x', 'Main.java')], { language: 'java' }), {
    state: 'refused',
    reason: /available in Node\.js and Python/,
  })
})

t.test('what may pass is tried again, and then it is taken', async (t) => {
  let failures = 0
  answers['/flaky.js'] = (response) => void (failures++ < 3 ? response.writeHead(503).end() : response.end('late'))
  const { state, tries, reason } = await handIn([{ name: 'server.js', url: urlOf('/flaky.js') }])
  t.match({ state, tries, reason }, { state: 'done', tries: 4, reason: null })
})

t.test(
  'an error page in place of a file is fetched again, and an instructor sees it meanwhile; it is never graded',
  async (t) => {
    const error = JSON.stringify({ error: 'Missing token', errorcode: 'missingtoken' })
    const page = '<!DOCTYPE html><html><title>Log in</title></html>'
    const cases: [name: string, type: string, body: string, told: object, reason: RegExp][] = [
      ['server.js', 'application/json', error, {}, /sent a JSON error instead of "server.js"/],
      ['server.js', 'text/html', page, {}, /sent a web page instead of "server.js"/],
      ['work.zip', 'text/html', page, {}, /sent a web page instead of "work.zip"/],
      ['server.js', 'text/html', page, { bytes: 7 }, /not have the announced 7 bytes; the host sent text\/html/],
      [
        'server.js',
        'application/json',
        error,
        { sha256: sha256(Buffer.from('fetched')) },
        /SHA-256 of the file differs from the announced one; the host sent application\/json/,
      ],
    ]
    for (const [name, type, body, told, reason] of cases) {
      const isUp = { value: false }
      answers['/token.js'] = (response) =>
        void (isUp.value
          ? response.end(name === 'work.zip' ? tar : 'fetched')
          : response.writeHead(200, { 'content-type': type }).end(body))
      attempt += 1
      const { event } = (
        await lms.handIn({
          attempt,
          learner: { id: 'trouble' },
          language: 'node',
          files: [{ name, url: urlOf('/token.js'), ...told }],
        })
      ).json<{ event: string }>()
      const seen = async () =>
        (await lms.api.request({ url: '/v1/courses/web/events?state=waiting' }, lms.instructor))
          .json<{ events: { id: string; reason: string }[] }>()
          .events.find(({ id }) => id === event)
      await waitUntil(
        async () => reason.test((await seen())?.reason ?? ''),
        10_000,
        `the reason to be shown: ${reason}`,
      )
      isUp.value = true
      await lms.api.platform.context.db.execute(
        `update inbound_events set due_at = now() where id = '${event}' and state = 'waiting'`,
      )
      const ended = await lms.ended(event)
      t.match(ended, { state: 'done', reason: null })
      t.ok(ended.tries > 1)
    }
  },
)

t.test('a file that is as it was announced is taken, whatever it looks like', async (t) => {
  const page = '<html><body>my page</body></html>'
  answers['/page'] = (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(page)
  const { state } = await handIn([fileOf('x'), { name: 'page.txt', url: urlOf('/page'), bytes: page.length }])
  t.equal(state, 'done')
})

t.test('what never passes has failed, visibly, and can be tried again by hand', async (t) => {
  const isUp = { value: false }
  answers['/down.js'] = (response) => void (isUp.value ? response.end('up') : response.writeHead(500).end())
  const failed = await failQuickly(t, '/down.js')
  t.match(failed, { state: 'failed', tries: 18, reason: /responded with status 500/ })
  isUp.value = true
  t.equal(
    (await lms.api.request({ method: 'POST', url: `/v1/events/${failed.id}/retry` }, lms.instructor)).statusCode,
    202,
  )
  t.equal((await lms.ended(failed.id)).state, 'done')
})

/** As if a day had passed after the first try. */
async function failQuickly(t: Test, path: string) {
  const { db } = lms.api.platform.context
  const skip =
    "update inbound_events set due_at = now(), tries = greatest(tries, 16) where state = 'waiting' and tries > 0"
  const skipping = setInterval(() => void db.execute(skip).catch(() => {}), 50)
  t.teardown(() => clearInterval(skipping))
  try {
    return await handIn([{ name: 'server.js', url: urlOf(path) }])
  } finally {
    clearInterval(skipping)
  }
}

t.test('a host that never ends holds up nobody, and is not waited for without end', async (t) => {
  attempt += 1
  const slow = (
    await lms.handIn({ attempt, learner: { id: 'slow' }, files: [{ name: 'a.js', url: urlOf('/slow.js') }] })
  ).json()
  t.equal((await handIn([fileOf('1')])).state, 'done', 'others go on meanwhile')
  const isGivenUp = async () =>
    (await lms.events()).some(({ id, reason }) => id === slow.event && /did not respond within/.test(reason ?? ''))
  await waitUntil(isGivenUp, 20_000, 'the end of the first try')
  t.pass('it is tried again later')
})
