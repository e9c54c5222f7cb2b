import { readdirSync } from 'node:fs'
import t from 'tap'
import { findSamples, type Sample } from '../../cli/verify/samples.js'
import { readExercisePackage, type ExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { isScenarioFile, matchesPattern } from '../../contracts/hidden-tests.js'
import { findIds, testId } from '../../contracts/exercise/parse-module.js'
import { readExerciseFolder } from '../../storage/exercise-folder.js'

const slugs = readdirSync('exercises', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

const firstCourse = ['todo-api', 'url-shortener']

/** The one that shows what poor quality is. */
const readExample = 'url-shortener'

/** Every verdict of a learner that a service can earn; `rejected` is about the archive, not the service. */
const foldersExpected = ['accepted', 'wrong-answer', 'build-failed', 'did-not-start', 'crashed', 'limit-exceeded']

/** A suite crashes by failing a test, and does not build where its language is compiled. */
const suiteFoldersExpected = ['accepted', 'wrong-answer', 'limit-exceeded']

const folderOf = (sample: Sample) => sample.name.split('/')[0] ?? ''

interface WrittenTest {
  file: string
  id: string | undefined
  /** Whether it has an id, a group, points and a hint. */
  isComplete: boolean
}

const findHiddenTests = (exercise: ExercisePackage) => [...findKitTests(exercise), ...findSuiteTests(exercise)]

/** The tests on the kit as they are written: each `test(` with its options, up to the function. */
function findKitTests({ files }: ExercisePackage): WrittenTest[] {
  return [...files]
    .filter(([path]) => path.endsWith('.test.mjs'))
    .flatMap(([file, content]) =>
      content
        .toString('utf8')
        .split(/^test\(/m)
        .slice(1)
        .map((text) => {
          const options = text.slice(0, text.search(/^\}, /m))
          const id = /\bid: '([^']+)'/.exec(options)?.[1]
          return {
            file,
            id,
            isComplete: id !== undefined && ['group', 'points:', 'hint:'].every((key) => options.includes(key)),
          }
        }),
    )
}

/** The requests of Postman collections; what they are worth is in the manifest. */
function findSuiteTests({ suites }: ExercisePackage): WrittenTest[] {
  return suites.flatMap(({ path, requests = [], points = {}, hints = {} }) =>
    requests.map(({ folders, title }) => {
      const name = [...folders, title].join(' / ')
      const isComplete = [points, hints].every((facts) =>
        Object.keys(facts).some((pattern) => matchesPattern(pattern, name)),
      )
      return { file: path, id: testId(name), isComplete }
    }),
  )
}

t.test('there are the two exercises of a first course, one about data, and one with a Postman collection', (t) => {
  for (const slug of [...firstCourse, 'orders-api', 'book-catalogue']) t.ok(slugs.includes(slug), slug)
  t.end()
})

for (const slug of slugs) {
  t.test(slug, async (t) => {
    const exercise = readExercisePackage(await readExerciseFolder(`exercises/${slug}`))
    const samples = findSamples(exercise)
    const tests = findHiddenTests(exercise)

    const isSuite = exercise.kind === 'test-suite'

    t.test('has its folder name as slug, a description and a contract, which counts where responses are seen', (t) => {
      t.equal(exercise.slug, slug)
      t.match(exercise.description, /\w/)
      t.ok(exercise.files.has('openapi.yaml'))
      t.equal(exercise.contractPoints > 0, !isSuite)
      t.end()
    })

    t.test('has a starter and a reference in every language', (t) => {
      for (const language of exercise.languages) {
        t.ok(
          samples.some((sample) => sample.language === language && sample.kind === 'starter'),
          `${language} starter`,
        )
        t.ok(
          samples.some((sample) => sample.language === language && sample.kind === 'reference'),
          `${language} reference`,
        )
      }
      t.end()
    })

    t.test('has a labelled sample of every verdict, and of most in every language', (t) => {
      // Verdicts other than a plain score are shown once, by the exercises of a first course.
      const expected = firstCourse.includes(slug)
        ? foldersExpected
        : isSuite
          ? suiteFoldersExpected
          : ['accepted', 'wrong-answer']
      const folders = new Set(samples.filter(({ kind }) => kind !== 'starter' && kind !== 'bug').map(folderOf))
      const measured = [...exercise.files.keys()].some((path) => path.startsWith('hidden/speed/')) ? ['too-slow'] : []
      t.same([...folders].sort(), [...expected, ...measured, ...(slug === readExample ? ['poor-quality'] : [])].sort())
      for (const folder of expected.filter((name) => name !== 'build-failed')) {
        const found = new Set(samples.filter((sample) => folderOf(sample) === folder).map(({ language }) => language))
        t.same([...found].sort(), [...exercise.languages].sort(), folder)
      }
      t.end()
    })

    if (slug === readExample) {
      t.test('has a sample of poor quality in every language, with what must be found in it', (t) => {
        const poor = samples.filter((sample) => folderOf(sample) === 'poor-quality')
        t.same(poor.map(({ language }) => language).sort(), [...exercise.languages].sort())
        t.same(
          poor.filter(
            ({ expectation: { quality } }) => (quality?.rules?.length ?? 0) < 5 || (quality?.max ?? 100) > 40,
          ),
          [],
        )
        t.end()
      })
    }

    t.test('leaves nothing but its Postman collection to judge by, where it has one', (t) => {
      const runners = exercise.suites.map(({ runner }) => runner)
      t.same(runners, slug === 'book-catalogue' ? ['newman'] : [])
      if (runners.length > 0) t.same(findKitTests(exercise), [])
      t.end()
    })

    t.test('says of every wrong answer which tests fail and how far it gets', (t) => {
      for (const { name, expectation } of samples.filter((sample) => folderOf(sample) === 'wrong-answer')) {
        if (!isSuite) t.ok((expectation.failing?.length ?? 0) > 0, `${name}: failing`)
        t.ok((expectation.correctness?.max ?? 100) < 100, `${name}: correctness`)
      }
      t.end()
    })

    t.test('says of every slow sample, in three languages, why it is slow by the ids of its scenarios', (t) => {
      const slow = samples.filter((sample) => folderOf(sample) === 'too-slow')
      const scenarios = [...exercise.files]
        .filter(([path]) => isScenarioFile(path))
        .flatMap(([path, source]) => findIds(path, source.toString('utf8'), 'scenario', []))
      if (scenarios.length > 0)
        t.same([...new Set(slow.map(({ language }) => language))].sort(), ['java', 'node', 'python'])
      const reasons = slow.map(({ name, expectation }) => ({
        name,
        ids: Object.keys(expectation.speed?.reasons ?? {}),
      }))
      t.same(
        reasons.filter(({ ids }) => ids.length === 0 || ids.some((named) => !scenarios.some(({ id }) => id === named))),
        [],
      )
      t.end()
    })

    t.test('names only hidden tests that exist', (t) => {
      const known = isSuite ? exercise.bugs.map(({ name }) => name) : [...tests.map(({ id }) => id), 'contract']
      const named = samples.flatMap(({ name, expectation }) => (expectation.failing ?? []).map((id) => ({ name, id })))
      t.same(
        named.filter(({ id }) => !known.includes(id)),
        [],
      )
      t.end()
    })

    if (isSuite || exercise.bugs.length > 0) {
      t.test('has planted bugs of several weights, a dozen where suites are graded by them', (t) => {
        t.ok(exercise.bugs.length >= (isSuite ? 12 : 4))
        if (isSuite) t.ok(new Set(exercise.bugs.map(({ points }) => points)).size >= 3)
        else t.ok(new Set(exercise.bugs.map(({ language }) => language)).size >= 2)
        t.end()
      })
    }

    if (isSuite) return
    t.test('has twenty hidden tests or more, each with an id, a group, points and a hint', (t) => {
      t.ok(tests.length >= 20)
      t.same(
        tests.filter(({ isComplete }) => !isComplete),
        [],
      )
      t.end()
    })

    t.test('takes data from the seed in every file of hidden tests', (t) => {
      const text = (path: string) => exercise.files.get(path)?.toString('utf8') ?? ''
      const fixed = [...new Set(tests.map(({ file }) => file))].filter((file) => !/\b(random|SEED)\b/.test(text(file)))
      t.same(fixed, [])
      t.end()
    })
  })
}
