import t from 'tap'
import { describeMeasure } from '../../contracts/report/quality-words.js'

t.test('a figure has its unit in the singular where it is one', async (t) => {
  t.same(
    [
      describeMeasure({ unit: 'levels' }, 1),
      describeMeasure({ unit: 'levels' }, 2),
      describeMeasure({ unit: '%' }, 1),
      describeMeasure({ unit: '' }, 1),
    ],
    ['1 level', '2 levels', '1 %', '1'],
  )
})
