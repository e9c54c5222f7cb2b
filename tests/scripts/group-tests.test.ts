import { spawn } from 'node:child_process'
import { join, relative } from 'node:path'
import t, { type Test } from 'tap'
import { projectFile } from '../project-file.js'
import { loadScript } from './load-script.js'

const { groupTests } = await loadScript('testing/group-tests.mjs')
const { readTapResults } = await loadScript('testing/tap-results.mjs')

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

t.test('what starts servers, pods or programs has a process of its own', async (t) => {
  const files = [
    'dist/tests/examiner/a.test.js',
    'dist/tests/hostile/b.test.js',
    'dist/tests/integration/api/c.test.js',
    'dist/tests/integration/api/d.test.js',
  ]
  t.same(
    groupTests(files),
    files.map((file) => ({ name: file, files: [file] })),
  )
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
  const awaits = `import t from 'tap'\nawait t.test('is awaited', async (t) => t.pass('a'))\n`
  const { passed, failures } = await runFiles(t, {
    'a.test.mjs': awaits,
    'b.test.mjs': counts(1),
    'c.test.mjs': fails,
    'd.test.mjs': counts(2),
  })
  t.equal(passed, 3)
  t.match(failures, [/ > fails > should be equal \(.*c\.test\.mjs:2\)$/])
})

t.test('a file that does not load is a failure', async (t) => {
  const { failures } = await runFiles(t, {
    'a.test.mjs': "import t from 'tap'\nt.pass('a')\n",
    'b.test.mjs': "import './none.mjs'\n",
  })
  t.match(failures, [/ > Cannot find module .*none\.mjs/])
})
