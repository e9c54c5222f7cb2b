import t from 'tap'
import { startCommandServer } from './command-server.js'

const { assay, folder, url } = await startCommandServer(t)

t.test('publish says what is new and what was there', async (t) => {
  const first = await assay(['publish', `${folder}/tiny`])
  t.equal(first.status, 0, first.err)
  t.match(first.out, new RegExp(`^Published tiny \\([0-9a-f]{12}\\) on ${url}`))
  t.match((await assay(['publish', `${folder}/tiny`])).out, /^Already published and unchanged: tiny/)
})

t.test('submit --watch shows progress, then the report; report and regrade find it again', async (t) => {
  const { status, out, err } = await assay(['submit', 'tiny', `${folder}/work`, '--watch'])
  t.equal(status, 0, err)
  t.match(out, /^Tiny \(tiny\) in Node\.js\n\n100 of 100 {2}assessed/)
  t.match(err, /Running the hidden tests\n {2}✓ Answers/)
  const id = /Accepted as ([0-9a-f-]{36})/.exec(err)?.[1] ?? ''
  t.equal((await assay(['report', id])).out, out)
  t.match(JSON.parse((await assay(['report', id, '--json'])).out), { schema: 'assay.report/2', submission: id })
  t.match((await assay(['report', id, '--junit'])).out, /<testsuites/)
  t.match(JSON.parse((await assay(['report', id, '--sarif'])).out), {
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'Assay' } } }],
  })
  t.match((await assay(['regrade', id])).out, /A new run of/)
})

t.test('submit without --watch names the submission and how to get its report', async (t) => {
  const { out } = await assay(['submit', 'tiny', `${folder}/work`])
  t.match(out, /^Accepted as ([0-9a-f-]{36})\. Its report: npx assay report \1\n$/)
})

t.test('a created token works until it is revoked', async (t) => {
  await assay(['person', 'create', 'ada'])
  const created = await assay(['token', 'create', '--scope', 'submit', '--owner', 'ada', '--days', '3', '--json'])
  const { id, token } = JSON.parse(created.out) as { id: string; token: string }
  t.match((await assay(['token', 'list'])).out, new RegExp(`${id} +ada +submit`))
  t.equal((await assay(['submit', 'tiny', `${folder}/work`], token)).status, 0)
  t.match(await assay(['person', 'list'], token), { status: 2, err: /The token does not allow this/ })
  t.equal((await assay(['token', 'revoke', id])).status, 0)
  t.match(await assay(['submit', 'tiny', `${folder}/work`], token), { status: 2, err: /The token is not valid/ })
})

t.test('a refusal of the server is told in its words', async (t) => {
  t.match(await assay(['submit', 'nothing', `${folder}/work`]), {
    status: 2,
    out: '',
    err: /There is no such exercise/,
  })
})
