import t from 'tap'
import type { Suite } from '../../../contracts/exercise/suite.js'
import { describeTests } from '../../../sandbox-images/examiner/suites/list-suite.js'

const plan: Suite = { runner: 'mocha', path: 'hidden/api/shop.test.js' }
const listed = [
  { key: '1', folders: ['Orders'], title: 'are created' },
  { key: '2', folders: ['Orders', 'List'], title: 'is sorted' },
  { key: '3', folders: [], title: 'answers' },
]

t.test('tests get the id of their whole name, and the group they stand in', (t) => {
  t.match(describeTests(plan, listed, new Set()), [
    { id: 'orders-are-created', group: 'Orders', points: 1, hint: null, show: 'full', file: plan.path },
    { id: 'orders-list-is-sorted', group: 'Orders / List' },
    { id: 'answers', group: 'shop.test' },
  ])
  t.end()
})

t.test('the first pattern that matches decides', (t) => {
  const points = { 'Orders / List / *': 5, 'Orders / *': 3 }
  const told = describeTests(
    { ...plan, points, hints: { '*': 'Look.' }, show: { answers: 'nothing' } },
    listed,
    new Set(),
  )
  t.same(
    told.map((test) => [test.points, test.hint, test.show]),
    [
      [3, 'Look.', 'full'],
      [5, 'Look.', 'full'],
      [1, 'Look.', 'nothing'],
    ],
  )
  t.end()
})

t.test('ids stay apart from each other and from those taken', (t) => {
  const same = [
    { key: 'a', folders: [], title: 'Create' },
    { key: 'b', folders: [], title: 'create!' },
  ]
  t.same(
    describeTests(plan, same, new Set(['create'])).map(({ id }) => id),
    ['create-2', 'create-3'],
  )
  t.end()
})

t.test('a pattern that decides for no test is refused, and the tests are named', (t) => {
  t.throws(
    () => describeTests({ ...plan, points: { 'Ordres / *': 2 } }, listed, new Set()),
    /"Ordres \/ \*" applies to no test .*"Orders \/ are created"/,
  )
  t.end()
})
