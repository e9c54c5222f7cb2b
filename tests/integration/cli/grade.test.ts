import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { Value } from 'typebox/value'
import t from 'tap'
import { ReportSchema, type Report } from '../../../contracts/report/report.js'
import { writeResult } from '../../../cli/commands/grade.js'
import { connectEngine } from '../../../worker/sandbox/engine.js'
import { label } from '../../../worker/sandbox/labels.js'
import { runAssay } from '../../cli/fixtures/run-assay.js'
import { waitUntil } from '../services/containers.js'

const server = (answer: string) =>
  `require('node:http').createServer((request, response) => { console.log(request.url); response.end(${answer}) }).listen(process.env.PORT)`
const hiddenTests = `
import { test, expect } from '@assay/kit'
test('greets by name', { points: 3, hint: 'Look at the path.' }, async ({ http }) => {
  expect((await http.get('/ada')).text).toBe('Hello, ada')
})
test('answers anything', async ({ http }) => expect((await http.get('/')).status).toBe(200))
`
const reference = server("'Hello, ' + request.url.slice(1)")
const folder = t.testdir({
  hello: {
    'exercise.yaml':
      'slug: hello\ntitle: Hello\nlanguages: [node]\nweights: { correctness: 100, speed: 0, quality: 0 }\n',
    'statement.md': 'Greet whoever is in the path.',
    hidden: { correctness: { 'hello.test.mjs': hiddenTests } },
    starter: { node: { 'README.md': 'begin in server.js' } },
    submissions: {
      accepted: { 'node-reference': { 'server.js': reference } },
      'wrong-answer': {
        'node-impolite': {
          'server.js': server("'no'"),
          'expect.yaml': 'failing: [greets-by-name]\nscore: { min: 25, max: 25 }\n',
        },
      },
    },
  },
  waits: { 'server.js': 'setInterval(() => {}, 1000)' },
  unknown: { 'notes.txt': 'nothing to run' },
})
const exercise = `${folder}/hello`
const sample = (name: string) => `${exercise}/submissions/${name}`

t.test('grades a folder: a report to read, progress beside it', async (t) => {
  const { status, out, err } = await runAssay(['grade', exercise, sample('wrong-answer/node-impolite')])
  t.equal(status, 0, err)
  t.match(out, /^Hello \(hello\) in Node\.js\n\n25 of 100 {2}assessed/)
  t.match(
    out,
    /✗ greets by name +0 of 3[\s\S]*Expected: "Hello, ada"[\s\S]*Hint +Look at the path[\s\S]*GET \/ada → 200[\s\S]*curl -i/,
  )
  t.match(out, /What your service logged during this test\n +\/ada/)
  t.match(err, /Running the hidden tests\n[\s\S]*✗ greets by name/)
})

t.test('grades an archive to the same, as JSON, with the seed asked for', async (t) => {
  const archive = `${folder}/work.tar.gz`
  execFileSync('tar', ['-czf', archive, '-C', sample('accepted/node-reference'), '.'])
  const { status, out, err } = await runAssay([
    'grade',
    exercise,
    archive,
    '--json',
    '--seed',
    'seed-of-old',
    '--sarif',
    `${folder}/found.sarif`,
  ])
  t.equal(status, 0, err)
  t.match(JSON.parse(await readFile(`${folder}/found.sarif`, 'utf8')), {
    version: '2.1.0',
    runs: [{ automationDetails: { id: /^assay\/hello\/node\// } }],
  })
  await t.rejects(
    writeResult(folder, ''),
    { code: 'bad-request', message: /cannot be written/ },
    'a place that cannot be written is a mistake of the caller',
  )
  const report = JSON.parse(out) as Report
  t.ok(Value.Check(ReportSchema, report))
  t.match(report, { verdict: 'assessed', score: 100, receipt: { seed: 'seed-of-old' } })
})

t.test('refuses what is no submission with status 2', async (t) => {
  t.match(await runAssay(['grade', exercise, `${folder}/unknown`]), { status: 2, err: /set it\s+with\s+--language/ })
  t.match(await runAssay(['grade', exercise, `${exercise}/statement.md`]), { status: 2, err: /The upload was refused/ })
})

t.test('verify tells that the package holds, and what of it does not', async (t) => {
  const holds = await runAssay(['verify', exercise, '--repeat', '1'])
  t.equal(holds.status, 0, holds.out + holds.err)
  t.match(holds.out, /OK +accepted\/node-reference[\s\S]*OK +starter\/node[\s\S]*OK +wrong-answer\/node-impolite/)
  t.match(holds.out, /hello is verified: all its samples ended as expected/)
})

t.test('leaves nothing behind when it is stopped', async (t) => {
  const stopping = new AbortController()
  const engine = connectEngine(process.env['DOCKER_HOST'])
  const mine = () => engine.listContainers({ all: true, filters: { label: [`${label.worker}=cli-${process.pid}`] } })
  const ending = runAssay(['grade', exercise, `${folder}/waits`], {}, stopping.signal)
  const hasSubject = async () =>
    (await mine()).some(({ State, Labels }) => State === 'running' && Labels[label.role] === 'subject')
  await waitUntil(hasSubject, 60_000, 'the subject')
  stopping.abort(new Error('stopped'))
  t.match(await ending, { status: 130, out: '' })
  t.same(await mine(), [])
})
