import t from 'tap'
import { importProjectFile } from '../../project-file.js'

interface Session {
  seed(message: { scenario: string; rows: number }): Promise<object>
  audit(message: { scenario: string }): Promise<{ problem: string | null }>
}

const { createSpeedSession } = await importProjectFile('sandbox-images/examiner/speed/speed-session.mjs')

/** The process that scenarios run in is kept alive by its channel; here a timer does it. */
const alive = setInterval(() => undefined, 1000)
t.teardown(() => clearInterval(alive))

const never = () => new Promise(() => undefined)

const sessionOf = (scenario: object): Session =>
  createSpeedSession(new Map([['pages', { requests: [{ name: 'page' }], ...scenario }]]), { port: 1, seed: 's', services: {} }, { seed: 40, audit: 30 })

t.test('a service that keeps its rows waiting has not taken them: that is no fault', async (t) => {
  t.same(await sessionOf({ seed: never }).seed({ scenario: 'pages', rows: 20 }), {
    scenario: 'pages', rows: 20, problem: 'Your service did not take its 20 rows within 0.04 seconds.',
  })
})

t.test('nor has one that holds up the audit kept what it acknowledged', async (t) => {
  const { problem } = await sessionOf({ audit: never }).audit({ scenario: 'pages' })
  t.equal(problem, 'What was acknowledged could not be looked up within 0.03 seconds.')
})

t.test('a scenario without an audit has nothing to be held up', async (t) => {
  t.equal((await sessionOf({}).audit({ scenario: 'pages' })).problem, null)
})
