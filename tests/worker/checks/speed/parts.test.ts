import t from 'tap'
import type { ExercisePackage } from '../../../../contracts/exercise-package.js'
import { findReference } from '../../../../contracts/reference.js'
import { hasScenarios } from '../../../../worker/checks/speed/has-scenarios.js'
import { podName } from '../../../../worker/sandbox/labels.js'

const packageOf = (paths: string[]) => ({ files: new Map(paths.map((path) => [path, Buffer.from(path)])) }) as unknown as ExercisePackage

t.test('the reference of a language is found as a submission would be', async (t) => {
  const exercise = packageOf(['submissions/accepted/node-reference/src/a.js', 'submissions/accepted/node-reference/expect.yaml', 'submissions/accepted/python-reference/a.py'])
  t.same([...(findReference(exercise, 'node')?.keys() ?? [])], ['src/a.js'])
  t.equal(findReference(exercise, 'java'), undefined)
})

t.test('only files named *.speed.mjs measure speed', async (t) => {
  t.equal(hasScenarios(packageOf(['hidden/speed/pages.speed.mjs'])), true)
  t.equal(hasScenarios(packageOf(['hidden/speed/seed-rows.mjs', 'hidden/correctness/a.test.mjs'])), false)
})

t.test('two pods of one delivery have names of their own', async (t) => {
  const identity = { runId: 'r', delivery: 1, worker: 'w', lifetimeSeconds: 1 }
  t.equal(podName(identity), 'assay-r-1')
  t.equal(podName({ ...identity, part: 'reference' }), 'assay-r-1-reference')
})
