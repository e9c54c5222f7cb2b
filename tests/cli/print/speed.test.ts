import t from 'tap'
import { makePage } from '../../../cli/print/page.js'
import { printSpeed } from '../../../cli/print/speed.js'
import { makeScenario, makeSpeed } from '../fixtures/scenarios.js'
import { speedEndings } from '../fixtures/speed-endings.js'

const page = (columns: number) => makePage({ columns, hasColour: false })
const print = (columns: number, speed = makeSpeed()) => printSpeed(speed, page(columns)).join('\n')

t.test('prints nothing where nothing was measured', async (t) => {
  const { scenarios: _, ...unmeasured } = makeSpeed()
  t.same(printSpeed(unmeasured, page(100)), [])
})

t.test(
  'prints theirs beside the reference where there is room, and a line a measure where there is none',
  async (t) => {
    t.match(print(100), /CPU time of the service +6.81 ms +0.72 ms +9.06 times \(8.71 to 9.44\) +0\n/)
    const narrow = print(60)
    t.match(narrow.replace(/\s+/g, ' '), 'SQL statements ←: 31, reference 1, 21 times, points: 0')
    t.same(
      narrow.split('\n').filter((line) => line.length > 60),
      [],
    )
  },
)

t.test('a scenario that lost nothing is a line and a sentence', async (t) => {
  const printed = print(100, makeSpeed({ scenarios: [makeScenario()] }))
  t.match(printed, /✓ Single to-dos, read and changed +100 of 100\n +About as fast as the reference/)
  t.notMatch(printed, 'Hint')
})

t.test('what was left out has no score', async (t) => {
  t.match(print(100), /\? To-dos found by a part of their title +no score\n/)
  t.match(print(100), 'Excluded from the check; measured in 30 pairs of trials, with 960 rows.')
})

t.test('tells what the machine could not promise', async (t) => {
  t.match(print(100, makeSpeed({ note: 'Two cores are few.' })), /inconclusive\n {2}Two cores are few\.\n\n/)
})

t.test('a table leaves its intervals out before it becomes lines', async (t) => {
  const printed = print(80)
  t.match(printed, /CPU time of the service +6.81 ms +0.72 ms +9.06 times +0\n/)
  t.same(
    printed.split('\n').filter((line) => line.length > 80),
    [],
  )
})

t.test('marks the measure that the sentence is about', async (t) => {
  t.match(print(100), /SQL statements ← +31 +1 +21 times +0\n/)
  t.equal(print(100).match(/←/g)?.length, 1)
})

t.test('explains below the figures how growth is judged', async (t) => {
  t.match(
    print(100).replace(/\s+/g, ' '),
    'the work of your service grew 1.06 times as much as that of the reference, and this ratio is scored. Half of your responses',
  )
})

t.test('a scenario that failed shows what it showed until then, and no points', async (t) => {
  const printed = print(100, speedEndings.failed)
  t.match(printed, /✗ The orders of a customer +0 of 100\n/)
  t.match(printed, 'Measures of one request, from before it failed: one list of orders')
  t.match(printed, /SQL statements ← +560 +1 +374 times \(359 to 393\)\n/)
  t.notMatch(printed, 'points')
  t.match(printed, '66.7 % of the check; measured in 2 pairs of trials, with 520 rows.')
})

t.test('says what the whole check earned, and how much of the score that is', async (t) => {
  t.match(
    print(100, speedEndings.failed),
    /^Speed {2}33.3 of 100, 25 % of the score; 2 scenarios: 1 scored, 1 failed\n/,
  )
  t.match(print(100, speedEndings.inconclusive), /^Speed {2}no score; 1 scenario: 1 inconclusive\n/)
})
