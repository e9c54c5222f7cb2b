import t from 'tap'
import { startHttp } from '../load/load-fixture.js'
import type { RegisteredScenario } from '../../../sandbox-images/examiner/kit/register.js'
import { createSpeedSession, type SpeedSession } from '../../../sandbox-images/examiner/speed/speed-session.js'

/** The process that scenarios run in is kept alive by its channel; here a timer does it. */
const alive = setInterval(() => undefined, 1000)
t.teardown(() => clearInterval(alive))

const never = () => new Promise(() => undefined)

const sessionOf = (scenario: object, environment = {}): SpeedSession =>
  createSpeedSession(
    new Map([['pages', { id: 'pages', requests: [{ name: 'page' }], ...scenario } as unknown as RegisteredScenario]]),
    { port: 1, seed: 's', services: {}, ...environment },
    { seed: 40, audit: 30 },
  )

t.test('a service that keeps its rows waiting has not taken them: that is no fault', async (t) => {
  t.same(await sessionOf({ seed: never }).seed({ scenario: 'pages', rows: 20 }), {
    scenario: 'pages',
    rows: 20,
    problem: 'Your service did not accept its 20 rows within 0.04 seconds.',
  })
})

/** One write is acknowledged, and never comes back. */
async function auditLate() {
  await using server = await startHttp((_, response) => response.end('kept'))
  const request = { name: 'page', make: () => ({ method: 'PUT', path: '/a' }), check: () => {} }
  const session = sessionOf(
    { title: 'Pages', perSecond: 1000, requestsPerTurn: 1, requests: [request], audit: never },
    { port: server.port },
  )
  await session.trial({ scenario: 'pages', pair: 0, purpose: 'measure' })
  return await session.audit({ scenario: 'pages', proves: false })
}

t.test('nor has one that holds up the audit kept what it acknowledged', async (t) => {
  const { problem } = await auditLate()
  t.equal(problem, 'The acknowledged writes could not be read back within 0.03 seconds.')
})

t.test('a database that keeps the examiner out has failed the trial, and is no fault', async (t) => {
  await using server = await startHttp((_, response) => void response.end('ok'))
  const requests = [
    { name: 'page', weight: 1, make: ({ nonce }: { nonce: string }) => ({ path: `/${nonce}` }), check: () => true },
  ]
  const session = sessionOf(
    { requests, perSecond: 1000, requestsPerTurn: 20 },
    { port: server.port, services: { postgres: { host: '/no-such-folder' } } },
  )
  const { violation, database } = await session.trial({ scenario: 'pages', pair: 0, purpose: 'measure' })
  t.match(violation, /^Your database did not report its statistics\./)
  t.equal(database, null)
})
