import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { measureSpeed } from '../../../worker/checks/speed/run.js'
import type { Variant } from '../../../worker/checks/speed/trial.js'
import { SpeedSession } from '../../../worker/checks/speed/speed-session.js'
import type { StartExaminer } from '../../../worker/checks/examiner-channel.js'
import { nonceOf, startHttp } from '../../examiner/load/load-fixture.js'
import { projectFile } from '../../project-file.js'

const mainFile = projectFile('dist/sandbox-images/examiner/speed.js')

const source = `
  import { expect, scenario } from '@assay/kit'
  scenario('Echoes', { perSecond: 200, requestsPerTurn: 20, requests: [{
    name: 'echo',
    make: ({ nonce }) => ({ path: '/echo/' + nonce, expected: nonce }),
    check: (response, { expected }) => expect(response.text).toBe(expected),
  }] })`

/** A real examiner, without a container around it. */
const startExaminer: StartExaminer = async ({ stdout, stderr }) => {
  const child = spawn(process.execPath, [mainFile], { stdio: 'pipe', env: {} })
  child.stdout.on('data', stdout)
  child.stderr.on('data', stderr)
  child.stdin.on('error', () => undefined)
  const exited = once(child, 'close').then(([code]) => ({ exitCode: Number(code), oomKilled: false }))
  return {
    exited,
    writeInput: async (text) => void child.stdin.write(text),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function openSide(name: Variant['name'], port: number) {
  const { session, scenarios } = await SpeedSession.open(startExaminer, {
    files: new Map([['hidden/speed/a.speed.mjs', Buffer.from(source)]]),
    seed: 's',
  })
  const listeners = [{ name: 'subject', port, uid: process.getuid?.() ?? 0 }]
  const ready = await session.ask({ type: 'open', port, listeners, startMs: 5000, services: {} }, 'ready', 'not-ready')
  if (ready.type !== 'ready') throw new Error(ready.detail)
  const variant: Variant = {
    name,
    freeze: async () => undefined,
    thaw: async () => undefined,
    readUsage: async () => ({ subjectCpuMs: 0, servicesCpuMs: null, subjectMemoryMb: 80 }),
    seed: async () => null,
    revive: async () => null,
    audit: async () => ({ problem: null, unproven: null }),
    findEnd: () => null,
    runTrial: async (scenario, pair, purpose) =>
      (await session.ask({ type: 'trial', scenario, pair, purpose }, 'trial-ended')).trial,
  }
  return { variant, scenarios, [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() }
}

/** Measures a service that answers after so many milliseconds, rightly or not, against one that answers at once. */
async function measure(delayMs: number, isRight = () => true) {
  await using slow = await startHttp(
    (request, response) => void setTimeout(() => response.end(isRight() ? nonceOf(request) : 'no'), delayMs),
  )
  await using quick = await startHttp((request, response) => response.end(nonceOf(request)))
  await using submission = await openSide('submission', slow.port)
  await using reference = await openSide('reference', quick.port)
  return await measureSpeed({
    scenarios: submission.scenarios,
    variants: { submission: submission.variant, reference: reference.variant },
    seed: 's',
    hasOwnCores: false,
    budgetMs: 100_000,
    now: () => performance.now(),
  })
}

t.test('a service that waits is told so, through both examiners', async (t) => {
  const outcome = await measure(150)
  t.match(outcome, { state: 'scored', score: 0 })
  t.match(outcome.scenarios[0]?.explanation, /The typical response for a request took 1\d\d ms/)
  t.ok((outcome.scenarios[0]?.latencies?.submission[3] ?? 0) >= 149)
})

t.test('a service that is quick and wrong earns nothing', async (t) => {
  const outcome = await measure(0, () => false)
  t.match(outcome, { state: 'scored', score: 0 })
  t.match(outcome.scenarios[0], { state: 'failed', explanation: /20 of 20 requests did not get a correct response/ })
})
