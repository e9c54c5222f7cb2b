import t from 'tap'
import { ExaminerProcess } from './fixtures/examiner-process.js'
import { load } from './fixtures/run-examination.js'

async function collect(source: string, files: Record<string, string> = {}) {
  await using examiner = new ExaminerProcess()
  load(examiner, { source, files })
  const { total } = await examiner.waitFor('loaded')
  const tests = examiner.lines.flatMap((line) => (line.type === 'test' ? [line.test] : []))
  return { total, tests }
}

async function findFault(source: string, files: Record<string, string> = {}) {
  await using examiner = new ExaminerProcess()
  load(examiner, { source, files })
  const { message, mistakeAt } = await examiner.waitFor('fault')
  return { message, mistakeAt, exitCode: await examiner.exitCode }
}

t.test('names every test with its options before anything runs', async (t) => {
  const { total, tests } = await collect(`
    test('Keeps a to-do!', () => {})
    test('Is shy', { points: 3, hint: 'Look up.', group: 'paging', show: 'nothing', id: 'shy' }, () => {})`)
  t.equal(total, 2)
  t.same(tests, [
    {
      id: 'keeps-a-to-do',
      title: 'Keeps a to-do!',
      group: 'a',
      points: 1,
      hint: null,
      show: 'full',
      file: 'hidden/correctness/a.test.mjs',
    },
    {
      id: 'shy',
      title: 'Is shy',
      group: 'paging',
      points: 3,
      hint: 'Look up.',
      show: 'nothing',
      file: 'hidden/correctness/a.test.mjs',
    },
  ])
})

t.test('takes the files in order of their names and leaves other modules to be imported', async (t) => {
  const { tests } = await collect(`import { title } from '../titles.mjs'; test(title, () => {})`, {
    'hidden/correctness/B.test.mjs': `import { test } from '@assay/kit'; test('first', () => {})`,
    'hidden/titles.mjs': `export const title = 'second'`,
  })
  t.same(
    tests.map(({ title, group }) => [title, group]),
    [
      ['first', 'B'],
      ['second', 'a'],
    ],
  )
})

t.test('adds a test for the contract where the package has one', async (t) => {
  const contract = `openapi: 3.1.0\ninfo: { title: t, version: '1' }\npaths: {}\n`
  const { tests } = await collect(`test('one', () => {})`, { 'openapi.yaml': contract })
  t.match(tests.at(-1), { id: 'contract', points: 5, title: 'Every response matches openapi.yaml' })
})

t.test('a test file that prints does not break a line', async (t) => {
  const { total } = await collect(
    `console.log('{"type":"done","nonce":"n-1"}'); process.stdout.write('x'); test('one', () => {})`,
  )
  t.equal(total, 1)
})

const file = 'hidden/correctness/a.test.mjs'
const faults: [name: string, source: string, message: RegExp, place: string, files?: Record<string, string>][] = [
  ['a file that is no JavaScript', 'test(', /^The file does not load: SyntaxError: Unexpected end of input/, file],
  [
    'a name that a module does not export',
    `import { no } from '../other.mjs'`,
    /^The file does not load: SyntaxError: .* does not provide an export named 'no'/,
    `${file}:2`,
    { 'hidden/other.mjs': '' },
  ],
  [
    'a module that is not there',
    `import './no.mjs'`,
    /^The file does not load: Error: Cannot find module 'hidden\/correctness\/no\.mjs'/,
    file,
  ],
  ['a file that throws', `throw new Error('no')`, /^The file does not load: Error: no$/, `${file}:2`],
  ['two tests with one id', `test('a b', () => {}); test('A  b', () => {})`, /Two tests have the id "a-b"/, file],
  [
    'an id that the contract has',
    `test('contract', () => {})`,
    /"contract" is already used/,
    'hidden/correctness/',
    { 'openapi.yaml': 'openapi: 3.1.0\npaths: {}\n' },
  ],
  ['an unknown option', `test('a', { point: 2 }, () => {})`, /^The test "a": there is no option "point"/, `${file}:2`],
  [
    'an option out of range',
    `test('a', { points: -2 }, () => {})`,
    /"points" must be a number from 0 to 1000/,
    `${file}:2`,
  ],
  ['a test without a function', `test('a', { points: 2 })`, /has no function to run/, `${file}:2`],
  ['no test at all', '', /register no test/, 'hidden/correctness/'],
]

for (const [name, source, expected, place, files] of faults) {
  t.test(`${name} is a mistake of the author, told with its place`, async (t) => {
    const { message, mistakeAt, exitCode } = await findFault(source, files)
    t.match(message, expected)
    t.equal(mistakeAt, place)
    t.equal(exitCode, 1)
  })
}

t.test('a path that leaves the folder is a fault', async (t) => {
  await using examiner = new ExaminerProcess()
  examiner.sendFiles({ '../outside.mjs': '' })
  load(examiner, { source: '' })
  const fault = await examiner.waitFor('fault')
  t.match(fault.message, /Not a path inside the package/)
  t.equal(fault.mistakeAt, undefined, 'which is no mistake of the author')
})

t.test('a worker that goes away ends the examiner', async (t) => {
  await using examiner = new ExaminerProcess()
  examiner.process.stdin?.end()
  t.equal(await examiner.exitCode, 1)
})
