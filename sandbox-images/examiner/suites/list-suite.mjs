import { AuthorMistake } from '../kit/test-failure.mjs'
import { describeCommand, runnerEnvironment } from './suite-command.mjs'
import { describeEnvironment } from './suite-environment.mjs'
import { startSuite } from './suite-process.mjs'

const listMs = 60_000
/** There is no service yet: a suite that asks it something while its files load cannot be listed. */
const noService = 'http://127.0.0.1:1'

/**
 * @typedef {{ runner: 'newman' | 'mocha' | 'jest' | 'pytest', path: string, environment?: string, baseUrlName?: string,
 *   points?: Record<string, number>, hints?: Record<string, string>, show?: Record<string, string>,
 *   requests?: { place: number[], folders: string[], title: string, hasAssertions: boolean }[] }} SuitePlan
 */

/**
 * The tests of a suite, before anything runs: what a service answers changes neither their number nor their points.
 * Throws `AuthorMistake` where the runner cannot load the suite.
 * @param {SuitePlan} suite @param {{ root: string, seed: string }} exam
 * @returns {Promise<{ key: string, folders: string[], title: string }[]>}
 */
export async function listSuite(suite, { root, seed }) {
  if (suite.runner === 'newman')
    return suite.requests.map(({ place, folders, title }) => ({ key: place.join('/'), folders, title }))
  const listed = await askRunner(suite, { root, seed })
  if (listed.length === 0) throw new AuthorMistake(`${nameSuite(suite)} has no test.`)
  return listed
}

export const nameSuite = ({ runner, path }) => `The ${runner} suite ${path}`

async function askRunner(suite, { root, seed }) {
  const run = { root, seed, isListing: true }
  const told = describeEnvironment({ baseUrl: noService, baseUrlName: suite.baseUrlName, seed, services: {} })
  const child = startSuite({ ...describeCommand(suite, run), env: { ...told, ...runnerEnvironment(run) } })
  const timer = setTimeout(() => child.kill(), listMs)
  try {
    for await (const message of child.messages()) {
      if (message.type === 'listed') return message.tests
      if (message.type === 'fault') throw new AuthorMistake(`${nameSuite(suite)} does not load: ${message.message}`)
    }
    throw new AuthorMistake(`${nameSuite(suite)} does not load: its runner ended with ${await child.describeEnd()}`)
  } finally {
    clearTimeout(timer)
    child.kill()
  }
}
