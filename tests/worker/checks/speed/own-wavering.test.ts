import t from 'tap'
import { isOwnWavering } from '../../../../worker/checks/speed/score.js'

const thresholds = { full: 1.5, none: 6 }
const wide = { value: 50, low: 30, high: 70 }
const ratio = { value: 3, low: 2, high: 4 }

t.test("a wide score is the submission's own doing where the reference is steady", async (t) => {
  t.equal(isOwnWavering(wide, ratio, 1, thresholds), true)
  t.equal(isOwnWavering(wide, ratio, 1.2, thresholds), true)
})

t.test("it is the machine's where the reference wavers as well", async (t) => {
  t.equal(isOwnWavering(wide, ratio, 2, thresholds), false)
})

t.test('a narrow score does not waver', async (t) => {
  t.equal(isOwnWavering({ value: 50, low: 48, high: 52 }, ratio, 1, thresholds), false)
})

t.test("it is the submission's again where it wavers by far more than the reference does", async (t) => {
  t.equal(isOwnWavering(wide, { value: 3, low: 1, high: 9 }, 2, thresholds), true)
})
