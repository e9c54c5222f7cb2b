import t from 'tap'
import type { Progress } from '../../../contracts/job.js'
import { sendProgress } from '../../../worker/consumer.js'

const phase: Progress = { type: 'phase', phase: 'build' }

t.test('while Redis does not answer, progress is bounded and nothing waits for it', async (t) => {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  let sent = 0
  const { send } = sendProgress(
    async () => {
      await held
      sent += 1
    },
    () => t.fail('no error'),
  )
  for (let i = 0; i < 10_000; i += 1) send(phase)
  release()
  while (sent < 50) await new Promise((resolve) => setImmediate(resolve))
  t.equal(sent, 50)
})

t.test('a message that fails is told and the next goes out', async (t) => {
  const errors: string[] = []
  let sent = 0
  const { send } = sendProgress(
    () => {
      sent += 1
      return sent === 1 ? Promise.reject(new Error('lost')) : Promise.resolve()
    },
    ({ message }) => void errors.push(message),
  )
  send(phase)
  send(phase)
  while (sent < 2) await new Promise((resolve) => setImmediate(resolve))
  t.same(errors, ['lost'])
})
