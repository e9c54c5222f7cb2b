import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readSubmission } from '../../cli/inputs.js'
import { packageDigest } from '../../storage/archive/write-tar.js'
import { runAssay } from './fixtures/run-assay.js'

const noEngine = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' }

const exercise = (
  changes = 'base: accepted/node-reference\nedits: [{ file: server.js, find: right, replace: wrong }]\n',
) => ({
  'exercise.yaml': 'slug: echo\ntitle: Echo\nlanguages: [node]\nweights: { correctness: 100, speed: 0, quality: 0 }\n',
  'statement.md': '# Echo',
  starter: { node: { 'server.js': '' } },
  hidden: { correctness: { 'a.test.mjs': "import { test } from '@assay/kit'\ntest('a', async () => {})\n" } },
  submissions: {
    accepted: { 'node-reference': { 'server.js': 'right\n', lib: { 'a.js': 'a\n' } } },
    'wrong-answer': { 'node-x': { 'changes.yaml': changes, 'expect.yaml': 'score: { max: 0 }' } },
  },
})
const complete = new Map([
  ['lib/a.js', Buffer.from('a\n')],
  ['server.js', Buffer.from('wrong\n')],
])

async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(
    await Promise.all(paths.sort().map(async (path) => [path.slice(folder.length + 1), await readFile(path)] as const)),
  )
}

t.test('writes all files of a sample to a new folder, and prints it', async (t) => {
  const folder = t.testdir({ echo: exercise() })
  const { status, out, err } = await runAssay([
    'sample',
    `${folder}/echo/submissions/wrong-answer/node-x`,
    '--out',
    `${folder}/a/b`,
  ])
  t.equal(status, 0, err)
  t.equal(out, `${folder}/a/b\n`)
  t.same(await filesIn(`${folder}/a/b`), complete)
})

t.test('writes to a temporary folder if none is given', async (t) => {
  const folder = t.testdir({ echo: exercise() })
  const { out, err } = await runAssay(['sample', `${folder}/echo/submissions/wrong-answer/node-x`])
  t.teardown(() => rm(out.trim(), { recursive: true, force: true }))
  t.same(await filesIn(out.trim()), complete, err)
})

t.test('refuses a folder that is not empty, and one that is no sample', async (t) => {
  const folder = t.testdir({ echo: exercise(), full: { 'mine.js': 'mine' } })
  const sample = `${folder}/echo/submissions/wrong-answer/node-x`
  for (const [args, said] of [
    [[sample, '--out', `${folder}/full`], /full\s+is not empty/],
    [[sample, '--out', `${folder}/full/mine.js`], /mine\.js\s+cannot be created \(EEXIST\)/],
    [[`${folder}/echo`], /echo\s+is not a labelled sample/],
    [[`${folder}/full/mine.js`], /mine\.js\s+is not a labelled sample/],
    [[`${folder}/none`], /none\s+does not exist/],
  ] as const) {
    const { status, err } = await runAssay(['sample', ...args])
    t.equal(status, 2)
    t.match(err, said)
  }
  t.same(await readdir(`${folder}/full`), ['mine.js'])
})

t.test('grade and submit read the folder of a sample as the submission that it stands for', async (t) => {
  const folder = t.testdir({ echo: exercise() })
  const { source, sha256 } = await readSubmission(`${folder}/echo/submissions/wrong-answer/node-x`)
  t.same(source, complete)
  t.equal(sha256, await packageDigest(complete))
})

t.test('verify, grade and publish refuse a broken base before anything is started', async (t) => {
  const folder = t.testdir(exercise('base: accepted/node-gone\n'))
  const sample = `${folder}/submissions/wrong-answer/node-x`
  for (const args of [
    ['verify', folder],
    ['grade', folder, sample],
    ['publish', folder],
    ['sample', sample],
  ]) {
    const { status, err } = await runAssay(args, noEngine)
    t.equal(status, 2)
    t.match(err, /submissions\/wrong-answer\/node-x\/changes\.yaml:1:\s+There is no sample\s+"accepted\/node-gone"/)
  }
})
