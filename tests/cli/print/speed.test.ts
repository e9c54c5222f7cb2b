import t from 'tap'
import { makePage } from '../../../cli/print/page.js'
import { printSpeed } from '../../../cli/print/speed.js'
import { makeScenario, makeSpeed } from '../fixtures/scenarios.js'

const page = (columns: number) => makePage({ columns, hasColour: false })
const print = (columns: number, speed = makeSpeed()) => printSpeed(speed, page(columns)).join('\n')

t.test('prints nothing where nothing was measured', async (t) => {
  const { scenarios: _, ...unmeasured } = makeSpeed()
  t.same(printSpeed(unmeasured, page(100)), [])
})

t.test('prints theirs beside the reference where there is room, and a line a measure where there is none', async (t) => {
  t.match(print(100), /SQL statements +31 +1 +21 times +0\n/)
  const narrow = print(60)
  t.match(narrow.replace(/\s+/g, ' '), 'SQL statements: 31, reference 1, 21 times, points: 0')
  t.same(narrow.split('\n').filter((line) => line.length > 60), [])
})

t.test('a scenario that lost nothing is a line and a sentence', async (t) => {
  const printed = print(100, makeSpeed({ scenarios: [makeScenario()] }))
  t.match(printed, /✓ Single to-dos, read and changed +100 of 100\n +As fast as the reference/)
  t.notMatch(printed, 'Hint')
})

t.test('what was left out has no score', async (t) => {
  t.match(print(100), /\? To-dos found by a part of their title +no score\n/)
  t.match(print(100), 'Left out of the check; 30 pairs of turns, at 960 rows.')
})

t.test('tells what the machine could not promise', async (t) => {
  t.match(print(100, makeSpeed({ note: 'Two cores are few.' })), /inconclusive\n {2}Two cores are few\.\n\n/)
})
