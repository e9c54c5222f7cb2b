import t from 'tap'
import { findReference, findStarter } from '../../contracts/exercise/reference.js'
import { isScenarioFile } from '../../contracts/hidden-tests.js'

const packageOf = (paths: string[]) => ({
  kind: 'service' as const,
  files: new Map(paths.map((path) => [path, Buffer.from(path)])),
})

t.test('the reference of a language is found as a submission would be', async (t) => {
  const exercise = packageOf([
    'submissions/accepted/node-reference/src/a.js',
    'submissions/accepted/node-reference/expect.yaml',
    'submissions/accepted/python-reference/a.py',
  ])
  t.same([...(findReference(exercise, 'node')?.keys() ?? [])], ['src/a.js'])
  t.equal(findReference(exercise, 'java'), undefined)
})

t.test('the starter of a language is found as a learner gets it', async (t) => {
  t.same(
    [...findStarter(packageOf(['starter/node/server.js', 'starter/python/main.py']), 'node').keys()],
    ['server.js'],
  )
})

t.test('only files named *.speed.mjs measure speed', async (t) => {
  t.same(
    ['hidden/speed/pages.speed.mjs', 'hidden/speed/seed-rows.mjs', 'hidden/correctness/a.test.mjs'].map(isScenarioFile),
    [true, false, false],
  )
})
