import { readdirSync } from 'node:fs'
import t from 'tap'
import { findSamples, type Sample } from '../../cli/verify/samples.js'
import { readExercisePackage, type ExercisePackage } from '../../contracts/exercise-package.js'
import { readExerciseFolder } from '../../storage/exercise-folder.js'

const slugs = readdirSync('exercises', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)

const firstCourse = ['todo-api', 'url-shortener']

/** Every verdict of a learner that a service can earn; `rejected` is about the archive, not the service. */
const foldersExpected = ['accepted', 'wrong-answer', 'build-failed', 'did-not-start', 'crashed', 'limit-exceeded']

const folderOf = (sample: Sample) => sample.name.split('/')[0] ?? ''

interface WrittenTest {
  file: string
  id: string | undefined
  options: string
}

/** The hidden tests as they are written: each `test(` with its options, up to the function. */
function findHiddenTests({ files }: ExercisePackage): WrittenTest[] {
  return [...files]
    .filter(([path]) => path.endsWith('.test.mjs'))
    .flatMap(([file, content]) =>
      content.toString('utf8').split(/^test\(/m).slice(1).map((text) => {
        const options = text.slice(0, text.search(/^\}, /m))
        return { file, options, id: /\bid: '([^']+)'/.exec(options)?.[1] }
      }),
    )
}

t.test('there are the two exercises of a first course, and one about data', (t) => {
  for (const slug of [...firstCourse, 'orders-api']) t.ok(slugs.includes(slug), slug)
  t.end()
})

for (const slug of slugs) {
  t.test(slug, async (t) => {
    const exercise = readExercisePackage(await readExerciseFolder(`exercises/${slug}`))
    const samples = findSamples(exercise)
    const tests = findHiddenTests(exercise)

    t.test('has its folder name as slug, a description and a contract that counts', (t) => {
      t.equal(exercise.slug, slug)
      t.match(exercise.description, /\w/)
      t.ok(exercise.contractPoints > 0)
      t.end()
    })

    t.test('has a starter and a reference in every language', (t) => {
      for (const language of exercise.languages) {
        t.ok(samples.some((sample) => sample.language === language && sample.kind === 'starter'), `${language} starter`)
        t.ok(samples.some((sample) => sample.language === language && sample.kind === 'reference'), `${language} reference`)
      }
      t.end()
    })

    t.test('has a labelled sample of every verdict, and of most in every language', (t) => {
      // Verdicts other than a plain score are shown once, by the exercises of a first course.
      const expected = firstCourse.includes(slug) ? foldersExpected : ['accepted', 'wrong-answer']
      const folders = new Set(samples.filter(({ kind }) => kind !== 'starter').map(folderOf))
      const measured = [...exercise.files.keys()].some((path) => path.startsWith('hidden/speed/')) ? ['too-slow'] : []
      t.same([...folders].sort(), [...expected, ...measured].sort())
      for (const folder of expected.filter((name) => name !== 'build-failed')) {
        const found = new Set(samples.filter((sample) => folderOf(sample) === folder).map(({ language }) => language))
        t.same([...found].sort(), [...exercise.languages].sort(), folder)
      }
      t.end()
    })

    t.test('says of every wrong answer which tests fail and how far it gets', (t) => {
      for (const { name, expectation } of samples.filter((sample) => folderOf(sample) === 'wrong-answer')) {
        t.ok((expectation.failing?.length ?? 0) > 0, `${name}: failing`)
        t.ok((expectation.correctness?.max ?? 100) < 100, `${name}: correctness`)
      }
      t.end()
    })

    t.test('names only hidden tests that exist', (t) => {
      const known = [...tests.map(({ id }) => id), 'contract']
      const named = samples.flatMap(({ name, expectation }) => (expectation.failing ?? []).map((id) => ({ name, id })))
      t.same(named.filter(({ id }) => !known.includes(id)), [])
      t.end()
    })

    t.test('has twenty hidden tests or more, each with an id, a group, points and a hint', (t) => {
      t.ok(tests.length >= 20)
      const incomplete = tests.filter(({ id, options }) => !id || !['group', 'points:', 'hint:'].every((key) => options.includes(key)))
      t.same(incomplete, [])
      t.end()
    })

    t.test('takes data from the seed in every file of hidden tests', (t) => {
      const text = (path: string) => exercise.files.get(path)?.toString('utf8') ?? ''
      const fixed = [...new Set(tests.map(({ file }) => file))].filter((file) => !/\brandom\b/.test(text(file)))
      t.same(fixed, [])
      t.end()
    })
  })
}
