import t from 'tap'
import { matchLearners, type Mentioned } from '../../../../api/results/moodle-worksheet.js'
import type { ResultPerson } from '../../../../api/results/gradebooks.js'
import { rowOf } from './sample-rows.js'

const nobody = { name: null, email: null, sisId: null }
const match = (mentions: readonly Partial<Mentioned>[], people: readonly (Partial<ResultPerson> & { id: string })[]) =>
  [
    ...matchLearners(
      mentions.map((mention) => ({ idNumber: '', email: '', name: '', ...mention })),
      people.map((person) => rowOf({ ...nobody, ...person })),
    ),
  ]
    .map(([row, { person }]) => `${row} ${person.id}`)
    .sort()

t.test('a learner is found by ID number, by email address or by full name', async (t) => {
  t.same(
    match(
      [{ idNumber: 'u-1' }, { email: 'B@uni.test ' }, { name: 'Zoe\u0308  Doe' }],
      [
        { id: 'a', sisId: 'u-1' },
        { id: 'b', email: 'b@uni.test' },
        { id: 'c', name: 'Zoë Doe' },
      ],
    ),
    ['0 a', '1 b', '2 c'],
  )
})

t.test('the stronger key wins', async (t) => {
  t.same(
    match(
      [{ idNumber: 'u-1', email: 'b@uni.test', name: 'C' }],
      [
        { id: 'b', email: 'b@uni.test' },
        { id: 'c', name: 'C' },
        { id: 'a', sisId: 'u-1' },
      ],
    ),
    ['0 a'],
  )
})

t.test('namesakes are not told apart by their name, on either side', async (t) => {
  t.same(match([{ name: 'Ada' }, { name: 'Ada' }], [{ id: 'a', name: 'Ada' }]), [])
  t.same(
    match(
      [{ name: 'Ada' }],
      [
        { id: 'a', name: 'Ada' },
        { id: 'b', name: 'Ada' },
      ],
    ),
    [],
  )
})

t.test('one of two namesakes who is found by email leaves the other unknown', async (t) => {
  t.same(
    match(
      [{ name: 'Ada', email: 'a@uni.test' }, { name: 'Ada' }],
      [
        { id: 'a', name: 'Ada', email: 'a@uni.test' },
        { id: 'b', name: 'Ada' },
      ],
    ),
    ['0 a'],
  )
})

t.test('a weaker key does not overrule a stronger one that differs', async (t) => {
  t.same(match([{ email: 'other@uni.test', name: 'Ada' }], [{ id: 'a', email: 'ada@uni.test', name: 'Ada' }]), [])
  t.same(match([{ idNumber: 'u-2', email: 'ada@uni.test' }], [{ id: 'a', sisId: 'u-1', email: 'ada@uni.test' }]), [])
  t.same(match([{ idNumber: 'u-2', email: 'ada@uni.test' }], [{ id: 'a', email: 'ada@uni.test' }]), ['0 a'])
})

t.test('a learner is found once', async (t) => {
  t.same(match([{ email: 'ada@uni.test' }, { name: 'Ada' }], [{ id: 'a', email: 'ada@uni.test', name: 'Ada' }]), [
    '0 a',
  ])
})

t.test('empty cells match nobody', async (t) => {
  t.same(match([{}, { name: ' ' }], [{ id: 'a' }, { id: 'b', name: '', email: '' }]), [])
})
