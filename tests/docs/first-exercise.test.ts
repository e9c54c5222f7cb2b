import t from 'tap'
import { findSamples } from '../../cli/verify/samples.js'
import { readExercisePackage } from '../../contracts/exercise-package.js'
import { readPage } from './markdown.js'

/** The files of the worked example: a bold path, a sentence, a fenced block. */
const files = new Map(
  [...readPage('docs/exercises.md').matchAll(/^\*\*counter\/([^*]+)\*\*[^\n]*\n\n```\w+\n([\s\S]*?)^```$/gm)].map(
    ([, path = '', content = '']) => [path, Buffer.from(content)] as const,
  ),
)

t.test('the worked example of docs/exercises.md is a whole package', async (t) => {
  t.equal(files.size, 7)
  const exercise = readExercisePackage(files)
  t.same(findSamples(exercise).map(({ name }) => name), ['accepted/node-reference', 'starter/node', 'wrong-answer/node-in-memory'])
})
