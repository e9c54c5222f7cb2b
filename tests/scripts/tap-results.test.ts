import { Readable } from 'node:stream'
import t from 'tap'
import { loadScript } from './load-script.js'

const { readTapResults } = await loadScript('testing/run-tap.mjs')

const resultsOf = (...lines: string[]) => readTapResults(Readable.from(lines.map((line) => `${line}\n`)))

const oneFile = (...assertions: string[]) => [
  'TAP version 14',
  '# Subtest: a.test.js',
  '    # Subtest: answers',
  ...assertions.map((line) => `        ${line}`),
  `        1..${assertions.length}`,
  `    ${assertions.some((line) => line.startsWith('not ok')) ? 'not ok' : 'ok'} 1 - answers`,
  '    1..1',
  `${assertions.some((line) => line.startsWith('not ok')) ? 'not ok' : 'ok'} 1 - a.test.js`,
]

t.test('assertions are counted, not the tests around them', async (t) => {
  t.same(await resultsOf(...oneFile('ok 1 - should be equal', 'ok 2 - should match'), '1..1'), {
    passed: 2,
    failed: 0,
    failures: [],
    skipped: [],
  })
})

t.test('a failure is told with the tests around it', async (t) => {
  t.same(await resultsOf(...oneFile('ok 1 - should be equal', 'not ok 2 - should match'), '1..1'), {
    passed: 1,
    failed: 1,
    failures: ['a.test.js > answers > should match'],
    skipped: [],
  })
})

t.test('a failure is told with its place in the source', async (t) => {
  const diagnosis = ['  ---', '  at:', '    fileName: tests/a.test.ts', '    lineNumber: 7', '  ...']
  const { failures } = await resultsOf('TAP version 14', 'not ok 1 - should match', ...diagnosis, '1..1')
  t.same(failures, ['should match (tests/a.test.ts:7)'])
})

t.test('a skipped test is neither passed nor failed, and keeps its reason', async (t) => {
  t.same(await resultsOf('TAP version 14', 'ok 1 - one # SKIP no SDK here', 'ok 2 - other', '1..2'), {
    passed: 1,
    failed: 0,
    failures: [],
    skipped: ['one: no SDK here'],
  })
})

t.test('a skip without a reason and a test left to do are failures', async (t) => {
  t.same(await resultsOf('TAP version 14', 'ok 1 - one # SKIP', 'not ok 2 - other # TODO later', '1..2'), {
    passed: 0,
    failed: 2,
    failures: ['one: skipped without a reason', 'other: to do'],
    skipped: [],
  })
})

t.test('a stream that breaks off is a failure', async (t) => {
  t.match(await resultsOf(...oneFile('ok 1 - should be equal')), {
    passed: 1,
    failed: 1,
    failures: ['The output of the tests is incomplete.'],
  })
  t.match(await resultsOf(), { passed: 0, failed: 1 })
})

t.test('tests that are fewer than announced are a failure', async (t) => {
  t.match(await resultsOf('TAP version 14', 'ok 1 - one', '1..2'), { passed: 1, failed: 1 })
})
