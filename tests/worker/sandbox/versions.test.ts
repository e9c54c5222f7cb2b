import t from 'tap'
import { isAtLeast } from '../../../worker/sandbox/engine.js'

const cases: [version: string, wanted: string, isEnough: boolean][] = [
  ['25.0.0', '25.0', true],
  ['25', '25.0', true],
  ['24.9.9', '25.0', false],
  ['1.2.10', '1.2.8', true],
  ['1.1.5+ds1-1+deb12u1', '1.2.8', false],
  ['v20.20.2', '20.19', true],
  ['1.3.0-rc.1', '1.2.8', true],
  ['unknown', '1', false],
]

for (const [version, wanted, isEnough] of cases) {
  t.test(`${version} is ${isEnough ? '' : 'not '}at least ${wanted}`, async (t) =>
    t.equal(isAtLeast(version, wanted), isEnough),
  )
}
