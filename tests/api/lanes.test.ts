import t from 'tap'
import { workInPool } from '../../api/background.js'

/** Pieces to be claimed, and those at work, each ended by the test. */
function bench(pieces: number[]) {
  const atWork = new Map<number, (error?: Error) => void>()
  const begun: number[] = []
  let changed = () => {}
  return {
    atWork,
    begun,
    claim: async () => pieces.shift() ?? null,
    handle: (piece: number) =>
      new Promise<void>((resolve, reject) => {
        begun.push(piece)
        atWork.set(piece, (error) => (atWork.delete(piece), error ? reject(error) : resolve()))
        changed()
      }),
    async until(isTrue: () => boolean) {
      while (!isTrue()) await new Promise<void>((resolve) => (changed = resolve))
    },
  }
}

t.test('up to so many pieces are worked on at a time, and one that is slow holds up its own lane only', async (t) => {
  const { atWork, begun, claim, handle, until } = bench([1, 2, 3, 4, 5])
  const lanes = workInPool({ claim, handle, onError: (error) => t.fail(error.message) }, { count: 2, everyMs: 60_000 })
  await until(() => atWork.size === 2)
  t.same(begun, [1, 2])
  for (const piece of [2, 3, 4]) {
    atWork.get(piece)?.()
    await until(() => begun.includes(piece + 1))
  }
  t.same(begun, [1, 2, 3, 4, 5])
  t.same([...atWork.keys()], [1, 5], 'the first is still at it')
  const stopped = lanes.stop()
  for (const end of [...atWork.values()]) end()
  await stopped
})

t.test('a piece that fails is told of, and the next is begun', async (t) => {
  const { atWork, begun, claim, handle, until } = bench([1, 2])
  const errors: string[] = []
  const lanes = workInPool(
    { claim, handle, onError: ({ message }) => errors.push(message) },
    { count: 1, everyMs: 60_000 },
  )
  await until(() => begun.length === 1)
  atWork.get(1)?.(new Error('broken'))
  await until(() => begun.length === 2)
  t.same(errors, ['broken'])
  const stopped = lanes.stop()
  atWork.get(2)?.()
  await stopped
})
