import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import t, { type Test } from 'tap'
import { projectFile } from '../project-file.js'
import { loadScript } from './load-script.js'

const { findTests } = await loadScript('testing/find-tests.mjs')
const { groupTests } = await loadScript('testing/find-tests.mjs')
const { readTapResults } = await loadScript('testing/run-tap.mjs')

t.test('the files of a folder share a process, and those of the folders in it', async (t) => {
  const files = [
    'dist/tests/api/a.test.js',
    'dist/tests/api/pages/b.test.js',
    'dist/tests/boundaries.test.js',
    'dist/tests/worker/c.test.js',
  ]
  t.same(groupTests(files), [
    { name: 'dist/tests/api', files: files.slice(0, 2) },
    { name: 'dist/tests/boundaries.test.js', files: files.slice(2, 3) },
    { name: 'dist/tests/worker', files: files.slice(3) },
  ])
})

t.test('what starts pods, browsers or programs has a process of its own', async (t) => {
  const files = [
    'dist/tests/examiner/a.test.js',
    'dist/tests/hostile/b.test.js',
    'dist/tests/integration/api/process.test.js',
    'dist/tests/integration/pages/walk-learner.test.js',
    'dist/tests/integration/queue/redis-loss.test.js',
    'dist/tests/integration/pod-stop.test.js',
  ]
  t.same(
    groupTests(files),
    files.map((file) => ({ name: file, files: [file] })),
  )
})

t.test('tests that only start an API share a process with a few others', async (t) => {
  const files = Array.from({ length: 9 }, (_, index) => `dist/tests/integration/api/${index}.test.js`)
  t.same(groupTests(files), [
    { name: 'dist/tests/integration/api (1)', files: files.slice(0, 8) },
    { name: 'dist/tests/integration/api (2)', files: files.slice(8) },
  ])
})

t.test('no file that shares a process awaits one of its tests at the top, which would wait for ever', async (t) => {
  const shared = (groupTests(findTests(projectFile('.'), [])) as { files: string[] }[]).filter(
    ({ files }) => files.length > 1,
  )
  const awaits = shared
    .flatMap(({ files }) => files)
    .filter((file) => /^(?:[^\n]* = )?await t\.test\(/m.test(readFileSync(projectFile(file), 'utf8')))
  t.ok(shared.length > 5)
  t.same(awaits, [])
})

/** Runs files beside each other in a folder of fixtures, which is no folder that keeps them apart. */
async function runFiles(t: Test, files: Record<string, string>) {
  const folder = relative(projectFile('.'), t.testdir(files))
  const program = projectFile('scripts/testing/spawn-tests.mjs')
  const child = spawn(process.execPath, [program, ...Object.keys(files).map((name) => join(folder, name))], {
    cwd: projectFile('.'),
  })
  return readTapResults(child.stdout)
}

t.test('files that share a process are all run, and a failure tells its file', async (t) => {
  const counts = (n: number) =>
    `import t from 'tap'\nt.test('counts', async (t) => t.equal((globalThis.count = (globalThis.count ?? 0) + 1), ${n}))\n`
  const fails = "import t from 'tap'\nt.test('fails', async (t) => t.equal(1, 2))\n"
  const passes = "import t from 'tap'\nt.test('passes', async (t) => t.pass('a'))\n"
  const { passed, failures } = await runFiles(t, {
    'a.test.mjs': passes,
    'b.test.mjs': counts(1),
    'c.test.mjs': fails,
    'd.test.mjs': counts(2),
  })
  t.equal(passed, 3 + 4, 'each file that loads counts as well')
  t.match(failures, [/ > fails > should be equal \(.*c\.test\.mjs:2\)$/])
})

t.test('a file that does not load is a failure', async (t) => {
  const { failures } = await runFiles(t, {
    'a.test.mjs': "import t from 'tap'\nt.pass('a')\n",
    'b.test.mjs': "import './none.mjs'\n",
  })
  t.match(failures, [/ > Cannot find module .*none\.mjs/])
})
