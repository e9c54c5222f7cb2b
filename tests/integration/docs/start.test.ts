import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { examplesOf } from '../../docs/markdown.js'
import { loadScript } from '../../scripts/load-script.js'
import { openTestDatabase, openTestRedis } from '../services/databases.js'

const { findFreePort } = await loadScript('bootstrap/check-host.mjs')
const submitExample =
  examplesOf('README.md').find(({ command }) => command.includes('tar -C exercises/'))?.command ?? ''

/** `npm start` on services of this test's own, and all that it has printed so far. */
async function start(port: number) {
  const env = {
    ...process.env,
    DATABASE_URL: await openTestDatabase(t),
    REDIS_URL: await openTestRedis(t),
    ASSAY_DATA_DIR: t.testdir(),
    PORT: String(port),
  }
  const program = spawn('npm', ['start'], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let printed = ''
  const ended = once(program, 'exit') as Promise<[number | null]>
  const isReady = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk
      if (printed.includes('--watch')) resolve()
    }
    program.stdout.on('data', read)
    program.stderr.on('data', read)
    void ended.then(([code]) => reject(new Error(`npm start ended with ${code}: ${printed}`)))
  })
  return { program, ended, isReady, printed: () => printed }
}

t.test('after npm start, the example in the README submits a service and gets its report', async (t) => {
  const port = Number(await findFreePort('127.0.0.1', 18_080))
  const { program, ended, isReady, printed } = await start(port)
  // The group of npm: it does not pass every signal on.
  const stop = (signal: NodeJS.Signals) => process.kill(-(program.pid ?? 0), signal)
  t.teardown(() => program.exitCode === null && program.signalCode === null && stop('SIGKILL'))
  await isReady
  const find = (pattern: RegExp) => pattern.exec(printed())?.[1] ?? ''
  const url = find(/Assay listens at (\S+)/)
  t.equal(url, `http://127.0.0.1:${port}`)
  t.equal((await fetch(find(/pages +(\S+)/), { redirect: 'manual' })).status, 200, 'the sign-in link leads to a page')

  const example = submitExample
    .replace(/^ASSAY=.*$/m, `ASSAY=${url}`)
    .replace(/^TOKEN=.*$/m, `TOKEN=${find(/admin token +(\S+)/)}`)
    .replaceAll('my-service.tar.gz', join(t.testdir(), 'my-service.tar.gz'))
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', example])
  t.match(stdout, /^event: result\ndata: .*"verdict":"assessed"/m)
  t.match(JSON.parse(stdout.slice(stdout.lastIndexOf('\n{'))), {
    schema: 'assay.report/2',
    verdict: 'assessed',
    score: 100,
  })

  stop('SIGINT')
  await ended
  t.match(printed(), /Stopping/)
  await t.rejects(fetch(url), 'nothing listens any more')
})
