import { spawnSync } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { projectFile } from '../project-file.js'

const main = projectFile('dist/cli/main.js')

const start = (args: readonly string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' })

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
  await copyFile(projectFile('cli/assay.mjs'), join(folder, 'cli/assay.mjs'))
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'cli/assay.mjs'), 'doctor'], {
    encoding: 'utf8',
  })
  t.equal(status, 2)
  t.match(stderr, /^[^\n]*npm run build[^\n]*\n$/)
})
