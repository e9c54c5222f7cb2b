import t from 'tap'
import { makePage, wrapLines } from '../../../cli/print/page.js'

const page = makePage({ columns: 40, hasColour: false })

t.test('an amount stays on one line with its unit, and a time stays whole', async (t) => {
  const amounts = ['1 min 13 s', '512 MB', '9.5 kB', '12 ms', '66.7 %', '2400 MHz', '2 h', '3 min 5 s']
  for (const amount of amounts) {
    const printed = Array.from({ length: 40 }, (_, at) => wrapLines(page, `${'x'.repeat(at + 1)} ${amount}, and so on`))
    t.ok(
      printed.every((lines) => lines.some((line) => line.includes(amount))),
      amount,
    )
  }
})

t.test('other numbers may end a line, and no line is too long', async (t) => {
  t.same(wrapLines(page, 'The service has to respond to each of 41 tests in 10 s.'), [
    'The service has to respond to each of 41',
    'tests in 10 s.',
  ])
})
