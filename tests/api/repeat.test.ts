import { once, EventEmitter } from 'node:events'
import t from 'tap'
import { repeat } from '../../api/background.js'

const never = 3_600_000

t.test('runs at once, and again when woken, never twice at a time', async (t) => {
  const signals = new EventEmitter()
  let running = 0
  let runs = 0
  const repetition = repeat(
    async () => {
      running += 1
      t.equal(running, 1)
      await once(signals, 'go')
      running -= 1
      runs += 1
      signals.emit(`done-${runs}`)
    },
    never,
    (error) => t.fail(error.message),
  )
  repetition.wake()
  repetition.wake()
  const first = once(signals, 'done-1')
  signals.emit('go')
  await first
  const second = once(signals, 'done-2')
  await new Promise((resolve) => setImmediate(resolve))
  while (running === 0) await new Promise((resolve) => setImmediate(resolve))
  signals.emit('go')
  await second
  await repetition.stop()
  t.equal(runs, 2, 'woken twice meanwhile is one more run')
})

t.test('a task that fails is told and tried again', async (t) => {
  const errors: string[] = []
  const twice = new Promise<void>((resolve) => {
    const repetition = repeat(
      () => {
        if (errors.length === 2) resolve(repetition.stop())
        return Promise.reject(new Error(`no ${errors.length}`))
      },
      1,
      (error) => void errors.push(error.message),
    )
  })
  await twice.catch(() => {})
  t.match(errors.slice(0, 2), ['no 0', 'no 1'])
})
