import t from 'tap'
import { CallerError } from '../../../contracts/errors.js'
import { lessThanAll } from '../../../cli/verify/expectation.js'
import { findSamples } from '../../../cli/verify/samples.js'
import { makePackage } from '../fixtures/packages.js'

/** The mistakes that a package with these files is refused for. */
function mistakesOf(changes: Record<string, string | undefined>) {
  try {
    findSamples(makePackage(changes))
    return []
  } catch (error) {
    if (!(error instanceof CallerError)) throw error
    return error.errors.map(({ pointer, detail }) => `${pointer}: ${detail}`)
  }
}

t.test('runs references first, then starters, then the rest by name', async (t) => {
  const samples = findSamples(
    makePackage({ 'submissions/crashed/node-exit/server.js': '', 'submissions/accepted/python-other/main.py': '' }),
  )
  t.same(
    samples.map(({ name, kind }) => [name, kind]),
    [
      ['accepted/node-reference', 'reference'],
      ['accepted/python-reference', 'reference'],
      ['starter/node', 'starter'],
      ['starter/python', 'starter'],
      ['accepted/python-other', 'sample'],
      ['crashed/node-exit', 'sample'],
    ],
  )
})

t.test('takes the language from the name, the files without expect.yaml', async (t) => {
  const samples = findSamples(
    makePackage({
      'submissions/wrong-answer/python-x/a/main.py': 'x',
      'submissions/wrong-answer/python-x/expect.yaml': 'score: { max: 40 }',
    }),
  )
  const sample = samples.find(({ name }) => name === 'wrong-answer/python-x')
  t.equal(sample?.language, 'python')
  t.same([...(sample?.files.keys() ?? [])], ['a/main.py'])
  t.same(sample?.expectation, { verdict: 'assessed', correctness: { max: lessThanAll }, score: { max: 40 } })
})

t.test('lets expect.yaml narrow one end of what the folder promises', async (t) => {
  const path = 'submissions/wrong-answer/node-x'
  const samples = findSamples(
    makePackage({ [`${path}/server.js`]: '', [`${path}/expect.yaml`]: 'correctness: { min: 80 }\nfailing: [echoes]' }),
  )
  t.same(samples.at(-1)?.expectation, {
    verdict: 'assessed',
    correctness: { min: 80, max: lessThanAll },
    failing: ['echoes'],
  })
})

t.test('lets expect.yaml name the reasons why a sample is slow', async (t) => {
  const path = 'submissions/too-slow/node-x'
  const read = (text: string) => ({ [`${path}/server.js`]: '', [`${path}/expect.yaml`]: text })
  const samples = findSamples(makePackage(read('speed: { reasons: { pages: statements, search: [rows, cpu] } }')))
  t.same(samples.at(-1)?.expectation.speed, { max: 50, reasons: { pages: 'statements', search: ['rows', 'cpu'] } })
  t.match(
    mistakesOf(read('speed:\n  reasons:\n    pages: slowness\n'))[0],
    /^submissions\/too-slow\/node-x\/expect.yaml:3: .*pages/,
  )
})

t.test('names an unknown key of expect.yaml with its line', async (t) => {
  const path = 'submissions/accepted/node-x'
  const mistakes = mistakesOf({
    [`${path}/server.js`]: '',
    [`${path}/expect.yaml`]: 'verdict: assessed\nscores: { min: 1 }',
  })
  t.match(mistakes, [`${path}/expect.yaml:2: Unknown key "scores"`])
  t.equal(mistakes.length, 1)
})

t.test('names every mistake at once', async (t) => {
  const mistakes = mistakesOf({
    'submissions/perfect/node-x/server.js': '',
    'submissions/accepted/java-x/Main.java': '',
    'submissions/loose.txt': '',
    'submissions/accepted/python-reference/main.py': undefined,
  })
  t.match(mistakes, [
    /^submissions\/loose.txt: A sample is a folder/,
    /^submissions\/accepted\/java-x: Its name must start with a language/,
    /^submissions\/perfect\/node-x: "perfect" is not a known expectation/,
    /^submissions\/accepted\/python-reference\/: Missing/,
  ])
})
