import { spawnSync } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))

/** Starts the process from source, by the loaders this test runs with. */
const start = (args: readonly string[]) => spawnSync(process.execPath, [...process.execArgv, main, ...args], { encoding: 'utf8' })

t.test('the process ends with the status of the command, results and complaints on streams of their own', async (t) => {
  const wrong = start(['grade'])
  t.equal(wrong.status, 2)
  t.equal(wrong.stdout, '')
  t.match(wrong.stderr, /missing required argument/)
  const right = start(['grade', '--help'])
  t.equal(right.status, 0)
  t.match(right.stdout, /Usage: assay grade/)
  t.equal(right.stderr, '')
})

t.test('the bin says in one line what to do where nothing is compiled', async (t) => {
  const folder = t.testdir({ cli: {}, 'package.json': '{"type":"module"}' })
  await copyFile(new URL('../../cli/assay.mjs', import.meta.url), join(folder, 'cli/assay.mjs'))
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'cli/assay.mjs'), 'doctor'], { encoding: 'utf8' })
  t.equal(status, 2)
  t.match(stderr, /^[^\n]*npm run build[^\n]*\n$/)
})
