import t from 'tap'
import { pauseContainer } from '../../../worker/sandbox/pause.js'

const engineError = (statusCode: number, message: string) => Object.assign(new Error(message), { statusCode })
const unableToFreeze = engineError(500, 'Cannot pause container c6eb: OCI runtime pause failed: unable to freeze: unknown')

/** Answers with these errors, one a time, and then does as asked. */
function containerThatAnswers(...errors: Error[]) {
  const left = [...errors]
  return {
    pauses: 0,
    async pause() {
      this.pauses += 1
      const error = left.shift()
      if (error) throw error
    },
  }
}

t.test('a container that could not be frozen is frozen at the next attempt', async (t) => {
  const container = containerThatAnswers(unableToFreeze, unableToFreeze)
  await pauseContainer(container)
  t.equal(container.pauses, 3)
})

t.test('a container that never freezes is a fault', async (t) => {
  const container = containerThatAnswers(...Array.from({ length: 20 }, () => unableToFreeze))
  await t.rejects(pauseContainer(container), unableToFreeze)
  t.equal(container.pauses, 6)
})

t.test('another fault is not tried again', async (t) => {
  const container = containerThatAnswers(engineError(500, 'no space left on device'))
  await t.rejects(pauseContainer(container), /no space/)
  t.equal(container.pauses, 1)
})

t.test('one that is paused already, or has ended, is as good', async (t) => {
  await pauseContainer(containerThatAnswers(engineError(500, 'Container c6eb is already paused')))
  await pauseContainer(containerThatAnswers(engineError(409, 'Container c6eb is not running')))
  t.pass()
})
