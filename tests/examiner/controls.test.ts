import t from 'tap'
import { startService, type FixtureService } from './fixtures/fixture-service.js'
import { runExamination, uid } from './fixtures/run-examination.js'

/** Starts the subject again on its port, as the worker does. */
async function replace(old: FixtureService): Promise<FixtureService> {
  await old[Symbol.asyncDispose]()
  return await startService('echo-service.mjs', old.port)
}

t.test('a restart is done by the worker and over when the service answers', async (t) => {
  let subject = await startService('echo-service.mjs')
  t.teardown(() => subject[Symbol.asyncDispose]())
  const actions: string[] = []
  const { ended } = await runExamination({
    port: subject.port,
    source: `
      test('restarts', { timeoutMs: 2500 }, async ({ http, subject }) => { await subject.restart(); await http.get('/x') })
      test('kills', async ({ http, subject }) => { await subject.kill(); await http.get('/x') })`,
    async reply({ action }) {
      actions.push(action)
      if (action !== 'subject.check') subject = await replace(subject)
      return undefined
    },
  })
  t.match(
    Object.values(ended).map(({ outcome }) => outcome),
    ['passed', 'passed'],
  )
  t.same(
    actions.filter((action) => action !== 'subject.check'),
    ['subject.restart', 'subject.kill'],
  )
})

t.test(
  'restarts and stops: where they are in the transcript, whose time they take, and what a refusal says',
  async (t) => {
    let subject = await startService('echo-service.mjs')
    t.teardown(() => subject[Symbol.asyncDispose]())
    let restarts = 0
    const { ended } = await runExamination({
      port: subject.port,
      setting: {
        listeners: [
          { name: 'subject', port: subject.port, uid },
          { name: 'postgres', port: subject.port, uid },
        ],
        services: { postgres: {} },
      },
      source: `
      test('restarts', async ({ http, subject, services }) => {
        await http.get('/a'); await subject.restart(); await services.postgres.stop(); await http.get('/b'); await services.postgres.start() })
      test('restarts slowly', { timeoutMs: 400 }, async ({ subject }) => { await subject.restart() })
      test('kills', async ({ subject }) => { await subject.kill() })`,
      async reply({ action }) {
        if (action === 'subject.kill') return { ok: false, detail: 'it had ended' }
        if (action !== 'subject.restart') return undefined
        if (++restarts === 1) subject = await replace(subject)
        else await new Promise((resolve) => setTimeout(resolve, 800))
        return undefined
      },
    })
    t.match(ended['restarts']?.transcript, [
      { path: '/a', before: undefined },
      {
        path: '/b',
        before: [{ action: 'subject.restart' }, { action: 'service.stop', service: 'postgres' }],
        after: [{ action: 'service.start', service: 'postgres' }],
      },
    ])
    t.equal(restarts, 2)
    t.match(ended['restarts-slowly'], { outcome: 'passed' }, 'the time a restart takes is not the time of the test')
    t.match(
      ended['kills'],
      { outcome: 'failed', message: 'Your service did not come back after it was killed: it had ended' },
      'a restart that the worker refuses fails the test with its words',
    )
  },
)

t.test('a service that does not come back fails the test and ends the rest', async (t) => {
  await using subject = await startService('echo-service.mjs')
  const { ended } = await runExamination({
    port: subject.port,
    setting: { startMs: 400 },
    source: `
      test('restarts', async ({ subject }) => { await subject.restart() })
      test('rest', () => {})`,
    async reply({ action }) {
      if (action === 'subject.restart') await subject[Symbol.asyncDispose]()
      return { ok: true, detail: subject.process.killed ? 'gone' : 'alive' }
    },
  })
  // Here other programs of the machine may have the UID of the service, and are taken for it where they listen.
  t.match(ended['restarts'], {
    outcome: 'failed',
    message:
      /did not come back after it was restarted: (Nothing listened on|Your service listens on ports? .* instead of) port/,
  })
  t.match(ended['rest'], { outcome: 'not-run', message: 'Your service was no longer running.' })
})

t.test(
  'a service that died and was started again is examined on, however late the worker learns of its end',
  async (t) => {
    let subject = await startService('echo-service.mjs')
    t.teardown(() => subject[Symbol.asyncDispose]())
    let deaths = 0
    let late = 0
    const { ended } = await runExamination({
      port: subject.port,
      source: `
      test('breaks', async ({ http }) => { await http.get('/exit') })
      test('next', async ({ http }) => { await http.get('/x') })
      test('breaks again', async ({ http }) => { await http.get('/exit') })
      test('is waited for', async ({ http }) => { await http.get('/x') })`,
      async reply() {
        if (subject.process.exitCode === null || (deaths === 1 && ++late < 30)) return undefined
        deaths += 1
        subject = await replace(subject)
        return { ok: true, detail: 'restarted' }
      },
    })
    t.match(ended['breaks'], {
      outcome: 'failed',
      message: 'Your service closed the connection without sending a response.',
    })
    t.match(ended['next'], { outcome: 'passed' })
    t.match(ended['breaks-again'], { outcome: 'failed' })
    t.match(ended['is-waited-for'], { outcome: 'passed' })
    t.equal(late, 30)
  },
)

t.test('a service that died before a test asked it for anything is started again, and only then', async (t) => {
  let subject = await startService('echo-service.mjs')
  t.teardown(() => subject[Symbol.asyncDispose]())
  const { port } = subject
  const die = `await fetch('http://127.0.0.1:${port}/exit').catch(() => undefined)
    for (;;) try { await fetch('http://127.0.0.1:${port}/') } catch { break }`
  const { ended } = await runExamination({
    port,
    source: `
      test('before', async ({ http }) => { ${die}; await http.get('/x') })
      test('between', async ({ http }) => { await http.get('/x'); ${die}; await http.get('/x') })
      test('restarted', async ({ http, subject }) => { await subject.restart(); ${die}; await http.get('/x') })`,
    async reply({ action }) {
      if (action === 'subject.check' && subject.process.exitCode === null) return undefined
      subject = await replace(subject)
      return { ok: true, detail: 'restarted' }
    },
  })
  t.match(ended['before'], { outcome: 'passed', transcript: [{ path: '/x', status: 200 }] })
  t.match(ended['between'], { outcome: 'failed', message: /^Nothing is listening/ })
  t.match(ended['restarted'], { outcome: 'failed', message: /^Nothing is listening/ })
})

t.test('what a test left paused or stopped is put right before the next', async (t) => {
  await using subject = await startService('echo-service.mjs')
  await using database = await startService('echo-service.mjs')
  const actions: string[] = []
  const listeners = [
    { name: 'subject', port: subject.port, uid },
    { name: 'postgres', port: database.port, uid },
  ]
  const { ended } = await runExamination({
    port: subject.port,
    setting: { listeners, services: { postgres: {} } },
    source: `
      test('pauses', async ({ services }) => { await services.postgres.pause() })
      test('stops', { timeoutMs: 200 }, async ({ services }) => { await services.postgres.stop(); await new Promise(() => {}) })
      test('tidy', async ({ services }) => { await services.postgres.pause(); await services.postgres.resume() })`,
    reply({ action, service }) {
      actions.push(action === 'subject.check' ? '-' : `${action} ${service}`)
      return undefined
    },
  })
  t.match(
    Object.values(ended).map(({ outcome }) => outcome),
    ['passed', 'failed', 'passed'],
  )
  t.same(
    actions.join('; '),
    [
      '-',
      'service.pause postgres',
      'service.resume postgres',
      '-',
      'service.stop postgres',
      'service.start postgres',
      '-',
      'service.pause postgres',
      'service.resume postgres',
      '-',
    ].join('; '),
  )
})

t.test('a service that does not come back fails the test that stopped it, and is no fault', async (t) => {
  await using subject = await startService('echo-service.mjs')
  const { ended, fault } = await runExamination({
    port: subject.port,
    setting: {
      listeners: [
        { name: 'subject', port: subject.port, uid },
        { name: 'mariadb', port: 1, uid: 1 },
      ],
      services: { redis: {}, mariadb: {} },
    },
    source: `
      test('starts it', async ({ services }) => { await services.redis.stop(); await services.redis.start() })
      test('leaves it', async ({ services }) => { await services.redis.stop() })
      test('spoils it', async ({ services }) => { await services.mariadb.stop(); await services.mariadb.start() })`,
    reply: ({ action, service }) =>
      action === 'service.start' ? { ok: true, detail: service === 'redis' ? 'port-taken' : 'ended' } : undefined,
  })
  t.equal(fault, null)
  t.match(ended['starts-it'], { outcome: 'failed', message: /your service is using its port/ })
  t.match(ended['leaves-it'], { outcome: 'passed' })
  t.match(ended['spoils-it'], {
    outcome: 'failed',
    message: /could not start again with the data that your service had written/,
  })
})

t.test('a worker that cannot do its part is a fault', async (t) => {
  await using subject = await startService('echo-service.mjs')
  const { fault, ended } = await runExamination({
    port: subject.port,
    source: `test('one', () => {})`,
    reply: () => ({ ok: true, detail: 'perhaps' }),
  })
  t.match(fault, /replied "perhaps" to subject.check/)
  t.same(ended, {})
})
