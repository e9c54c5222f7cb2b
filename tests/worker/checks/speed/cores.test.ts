import t from 'tap'
import { describeGuarantees, noteOfHost, planCores } from '../../../../worker/checks/speed/cores.js'

t.test('cores are set apart where there are enough, and never shared between load and subject', async (t) => {
  t.same(planCores(4), { sets: [{ measured: '1-2', examiner: '3' }], rest: '0' })
  t.same(planCores(8), { sets: [{ measured: '5-6', examiner: '7' }], rest: '0-4' })
})

t.test('of many cores no more than half are for measuring, in sets that do not overlap', async (t) => {
  t.same(planCores(16), {
    sets: [
      { measured: '13-14', examiner: '15' },
      { measured: '10-11', examiner: '12' },
    ],
    rest: '0-9',
  })
})

t.test('of few cores none are set apart', async (t) => {
  for (const cpus of [1, 2, 3]) t.same(planCores(cpus), { sets: [], rest: null })
})

t.test('a host says what it can promise, and in a report only where that is less', async (t) => {
  t.match(
    describeGuarantees(2),
    /^This server has fewer than 4 cores \(2\), so other runs may affect the measurements\. .* only one run at a time is measured\.$/,
  )
  t.match(describeGuarantees(1), /^This server has fewer than 4 cores \(1\), /)
  t.equal(
    describeGuarantees(4),
    'One run at a time can be measured for speed on 3 dedicated cores; the others use core 0 meanwhile.',
  )
  t.match(describeGuarantees(16), /^2 runs at a time .* cores 0-9 meanwhile\.$/)
  t.equal(noteOfHost(4), undefined)
  t.equal(noteOfHost(2), describeGuarantees(2))
})
