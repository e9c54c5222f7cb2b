import { describeTests } from './suite-tests.mjs'
import { listSuite } from './list-suite.mjs'

/**
 * The suites of an exercise with their tests, in the order of the manifest.
 * @param {import('./list-suite.mjs').SuitePlan[]} plans
 * @param {{ root: string, seed: string, takenIds: Set<string> }} exam
 */
export async function loadSuites(plans, { root, seed, takenIds }) {
  const suites = []
  for (const plan of plans)
    suites.push({ plan, tests: describeTests(plan, await listSuite(plan, { root, seed }), takenIds) })
  return suites
}
