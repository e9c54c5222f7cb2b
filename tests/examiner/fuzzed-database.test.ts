import type { Socket } from 'node:net'
import t from 'tap'
import { honest, startFakeDatabase, type Send } from './fixtures/fake-databases.js'
import { honestValues, look, protocols } from './fixtures/guarded-drivers.js'
import { createRandom } from '../../sandbox-images/examiner/kit/fixtures/create-random.js'

/** Changes bytes as a liar or a fault would: flips, cuts, repeats, swaps, and numbers that are far too large. */
function mutate(bytes: Buffer, random: { int(min: number, max: number): number }): Buffer {
  const at = random.int(0, Math.max(0, bytes.length - 1))
  const to = random.int(at, bytes.length)
  const changed = Buffer.from(bytes)
  switch (random.int(0, 6)) {
    case 0:
      changed[at] = random.int(0, 255)
      return changed
    case 1:
      return changed.subarray(0, at)
    case 2:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)])
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)])
    case 4:
      for (let i = at; i < Math.min(at + 4, bytes.length); i++) changed[i] = random.int(0, 1) * 255
      return changed
    case 5:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(Array.from({ length: random.int(1, 30) }, () => random.int(0, 255))),
        bytes.subarray(at),
      ])
    default:
      return Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)])
  }
}

const mutations = 100

for (const protocol of protocols) {
  t.test(`${protocol}: ${mutations} changed conversations end as a value or as a failure of the test`, async (t) => {
    const random = createRandom(`hostile ${protocol}`)
    const others: unknown[] = []
    let failed = 0
    const tryOne = async (index: number) => {
      const stage = index % 3 === 0 ? 'hello' : 'answer'
      let changed = honest[protocol][stage]
      for (let changes = random.int(1, 3); changes > 0; changes--) changed = mutate(changed, random)
      const send: Send = (socket: Socket, bytes, now) => (now === stage ? socket.end(bytes) : socket.write(bytes))
      await using server = await startFakeDatabase(protocol, { ...honest[protocol], [stage]: changed }, send)
      const outcome = await look(protocol, server.services, 500)
      if ('value' in outcome) return
      failed += 1
      if (outcome.failure.name !== 'TestFailure') others.push([changed.toString('latin1'), outcome.failure])
    }
    for (let index = 0; index < mutations; index++) await tryOne(index)
    t.same(others, [])
    t.ok(failed > mutations / 4, `${failed} failed`)
    await using server = await startFakeDatabase(protocol)
    t.same(await look(protocol, server.services), { value: honestValues[protocol] }, 'and the next test is served')
  })
}
