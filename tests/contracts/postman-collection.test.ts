import t from 'tap'
import { listPostmanRequests } from '../../contracts/exercise/postman-collection.js'

const tested = (exec: string | string[]) => [{ listen: 'test', script: { exec } }]
const request = { method: 'GET', url: '{{baseUrl}}/a' }
const list = (collection: object) => listPostmanRequests(JSON.stringify(collection))

t.test('a test is a request with an assertion, named by the folders above it', (t) => {
  const collection = {
    item: [
      {
        name: 'Orders',
        item: [
          { name: 'Create', request, event: tested(['const a = 1', 'pm.test("made", () => {})']) },
          { name: 'Step', request },
        ],
      },
      { name: 'Top', request, event: tested('pm.response.to.have.status(200)') },
    ],
  }
  t.same(list(collection), [
    { place: [0, 0], folders: ['Orders'], title: 'Create', hasAssertions: true },
    { place: [1], folders: [], title: 'Top', hasAssertions: false },
  ])
  t.end()
})

t.test('a script of a folder or of the collection judges every request below it', (t) => {
  const folder = {
    item: [
      { name: 'F', event: tested('tests["fast"] = true'), item: [{ name: 'a', request }, { request }] },
      { name: 'b', request },
    ],
  }
  t.same(
    list(folder).map(({ title }) => title),
    ['a', 'GET {{baseUrl}}/a'],
  )
  t.equal(list({ ...folder, event: tested('pm.test.skip("x", f)') }).length, 3)
  t.end()
})

t.test('scripts that only prepare something, or are disabled, make no test', (t) => {
  const steps = [
    { name: 'a', request, event: [{ listen: 'prerequest', script: { exec: 'pm.test("no", f)' } }] },
    { name: 'b', request, event: [{ listen: 'test', disabled: true, script: { exec: 'pm.test("no", f)' } }] },
    { name: 'c', request, event: tested('pm.environment.set("id", pm.response.json().id)') },
  ]
  t.throws(() => list({ item: steps }), /None of its requests has a test script/)
  t.end()
})

t.test('what is no collection is refused in words', (t) => {
  t.throws(() => list({ requests: [] }), /not a Postman collection of format 2.0 or 2.1/)
  t.throws(() => listPostmanRequests('null'), /not a Postman collection/)
  t.throws(() => listPostmanRequests('{'), SyntaxError)
  t.end()
})
