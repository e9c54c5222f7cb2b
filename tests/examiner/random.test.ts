import t from 'tap'
import { createRandom } from '../../sandbox-images/examiner/kit/fixtures/create-random.js'
import { pickClientShape } from '../../sandbox-images/examiner/kit/http/encode-request.js'
import { startService } from './fixtures/fixture-service.js'
import { runExamination } from './fixtures/run-examination.js'

const service = await startService('echo-service.mjs')
t.teardown(() => service[Symbol.asyncDispose]())

const source = `
  const draw = ({ int, word, words, email, uuid, pick, shuffle }) =>
    [int(1, 1000), word(), words(3), email(), uuid(), pick(['a', 'b', 'c']), shuffle([1, 2, 3, 4, 5])]
  const show = async ({ http, random }) => { await http.post('/x', { json: draw(random) }) }
  test('one', show)
  test('two', show)`

async function drawAll(seed: string) {
  const { ended } = await runExamination({ source, seed, port: service.port })
  return Object.values(ended).map(({ transcript }) => transcript[0]?.requestBody)
}

t.test('one seed gives the same values again; another test and another seed give others', async (t) => {
  const first = await drawAll('seed')
  t.same(await drawAll('seed'), first)
  t.equal(new Set([...first, ...(await drawAll('other'))]).size, 4)
})

t.test('values look as they should', async (t) => {
  const [drawn] = await drawAll('seed')
  const [int, word, words, email, uuid, picked, shuffled] = JSON.parse(drawn ?? '') as [
    number,
    string,
    string,
    string,
    string,
    string,
    number[],
  ]
  t.ok(Number.isInteger(int) && int >= 1 && int <= 1000)
  t.match([word, words, email], [/^[a-z]+$/, /^[a-z]+ [a-z]+ [a-z]+$/, /^[a-z]+\.[a-z]+\d+@example\.test$/])
  t.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  t.match(picked, /^[abc]$/)
  t.same(shuffled.toSorted(), [1, 2, 3, 4, 5])
})

t.test(
  'requests look like those of several kinds of client, so that the examiner is not told by its headers',
  async (t) => {
    const random = createRandom('seed/clients')
    const shapes: Record<string, string>[] = Array.from({ length: 200 }, () => pickClientShape(random))
    t.ok(new Set(shapes.map((shape) => JSON.stringify(shape))).size > 20)
    t.ok(new Set(shapes.map((shape) => shape['user-agent'])).size > 3)
    // A framework that chooses between JSON and a page must choose the same for each of them.
    t.ok(shapes.every(({ accept }) => accept?.startsWith('application/json, ') && accept.includes('*/*')))
  },
)
