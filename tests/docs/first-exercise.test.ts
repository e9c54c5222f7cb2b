import t from 'tap'
import { findSamples } from '../../cli/verify/samples.js'
import { readExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { expandSamples } from '../../storage/expand-samples.js'
import { workedExample } from './markdown.js'

t.test('the worked example of docs/exercises.md is a whole package', async (t) => {
  const files = workedExample()
  t.equal(files.size, 7)
  const exercise = readExercisePackage(expandSamples(files))
  t.same(
    findSamples(exercise).map(({ name }) => name),
    ['accepted/node-reference', 'starter/node', 'wrong-answer/node-in-memory'],
  )
})
