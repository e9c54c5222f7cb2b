import t from 'tap'
import { readExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { treeOf } from '../tree-of.js'
import { mistakesOf } from './package-mistakes.js'

const editOf = (file: string, find = 'right') => `edits:\n  - { file: ${file}, find: ${find}, replace: wrong }\n`

const manifest =
  'slug: a-suite\ntitle: A suite\nkind: test-suite\nlanguages: [python]\nweights: { correctness: 100, speed: 0, quality: 0 }\n'
const suite = {
  'exercise.yaml': manifest,
  'statement.md': 'Test it.',
  'starter/python/test_it.py': '',
  'reference/node/server.js': 'right',
  'reference/node/paging.js': 'right',
  'bugs/off-by-one/bug.yaml': `title: Pages overlap\npoints: 3\n${editOf('paging.js')}`,
}
const service = {
  'exercise.yaml': manifest.replace('test-suite', 'service'),
  'statement.md': 'Write it.',
  'starter/python/app.py': '',
  'hidden/correctness/a.test.mjs': "import { test } from '@assay/kit'\ntest('adds', async () => {})\n",
  'submissions/accepted/python-reference/app.py': 'right',
  'submissions/accepted/python-reference/expect.yaml': '',
  'bugs/forgets/bug.yaml': `title: It forgets\nshow: outcome\n${editOf('app.py')}`,
}

const mistakesIn = (files: Record<string, string>) => mistakesOf(() => readExercisePackage(treeOf(files)))

t.test('a bug of a suite is the reference with its edits', async (t) => {
  const { bugs, contractPoints } = readExercisePackage(treeOf({ ...suite, 'openapi.yaml': 'openapi: 3.1.0' }))
  t.match(bugs, [{ name: 'off-by-one', title: 'Pages overlap', language: 'node', points: 3, show: 'nothing' }])
  t.same(
    [...(bugs[0]?.files ?? [])].map(([path, text]) => [path, String(text)]),
    [
      ['server.js', 'right'],
      ['paging.js', 'wrong'],
    ],
  )
  t.equal(contractPoints, 0)
})

t.test('a bug of a service is planted in what is accepted, and may be shown', async (t) => {
  const { bugs } = readExercisePackage(treeOf(service))
  t.match(bugs, [{ language: 'python', points: 1, show: 'outcome' }])
  t.same([...(bugs[0]?.files.keys() ?? [])], ['app.py'])
})

t.test('the manifest says what is shown of bugs that do not say it', async (t) => {
  const shown = readExercisePackage(treeOf({ ...suite, 'exercise.yaml': `${manifest}bugs: { show: outcome }\n` }))
  t.equal(shown.bugs[0]?.show, 'outcome')
})

t.test('bugs that change nothing, or have nothing to change, are named', async (t) => {
  const bug = (yaml: string) => mistakesIn({ ...suite, 'bugs/off-by-one/bug.yaml': yaml })
  t.match(bug('title: A\n')[0], /^bugs\/off-by-one\/bug.yaml:1: The key "edits" is missing/)
  t.match(bug(`title: A\n${editOf('paging.js', 'wrong')}`)[0], /appears 0 times in paging.js/)
  t.match(bug(`title: A\n${editOf('paging.js', 'r')}`.replace('wrong', 'r'))[0], /replaced by itself/)
  t.match(bug(`title: A\n${editOf('other.js')}`), [
    /^bugs\/off-by-one\/bug.yaml:3: The reference has no file "other.js"/,
  ])
  t.match(
    bug(`title: A\nlanguage: java\n${editOf('paging.js')}`)[0],
    /^bugs\/off-by-one\/bug.yaml:2: There is no reference to plant it in: reference\/java\//,
  )
  t.match(bug(`title: A\ncolour: red\n${editOf('paging.js')}`)[0], /Unknown key "colour"/)
  t.match(mistakesIn({ ...suite, 'bugs/off-by-one/server.js': '' }), [
    /^bugs\/off-by-one\/server.js: A planted bug is a file/,
  ])
  t.match(mistakesIn({ ...suite, 'bugs/Off/bug.yaml': '' })[0], /^bugs\/Off\/: The name of a bug/)
  t.ok(
    mistakesIn({ ...suite, 'bugs/other/a.js': '' }).some((mistake) => /^bugs\/other\/bug.yaml: Missing/.test(mistake)),
  )
})

t.test('what does nothing in an exercise about suites is named', async (t) => {
  const wrong = mistakesIn({
    ...suite,
    'hidden/correctness/a.test.mjs': '',
    'exercise.yaml': `${manifest.replace('speed: 0', 'speed: 10').replace('100', '90')}contract: { points: 3 }\nsecondRound: on\n`,
  })
  for (const place of [
    /^hidden\//,
    /^exercise.yaml:\d+: There is no second round/,
    /^exercise.yaml:\d+: The contract/,
    /^exercise.yaml:\d+: Expected 0: the speed/,
  ])
    t.ok(
      wrong.some((mistake) => place.test(mistake)),
      String(place),
    )
  t.match(mistakesIn({ ...suite, 'bugs/off-by-one/bug.yaml': `title: A\npoints: 0\n${editOf('paging.js')}` }), [
    /^bugs\/: Missing: at least one planted bug/,
  ])
})
