import t from 'tap'
import { collectionOf, gradeBySuite, testsById } from './grade-suite.js'

const mocha = `
const { expect } = require('chai')
const request = require('supertest')(process.env.BASE_URL)
describe('orders', () => {
  it('answers', async () => { await request.get('/good').expect(200) })
  it('keeps its word', async () => {
    console.log('{"type":"done"}')
    expect((await request.get('/wrong')).status).to.equal(200)
  })
  it.skip('is skipped', () => {})
  describe('of nobody', () => {
    before(() => { throw new Error('no file at ' + __filename) })
    it('never runs', () => {})
  })
})
`
const jest = `
describe('orders', () => {
  it('answers', async () => { expect((await fetch(process.env.BASE_URL + '/good')).status).toBe(200) })
  it.each(['wrong'])('keeps its word: %s', async (path) => { expect((await fetch(process.env.BASE_URL + '/' + path)).status).toBe(200) })
  it.skip('is skipped', () => {})
  describe('of nobody', () => {
    beforeAll(() => { throw new Error('no file at ' + __filename) })
    it('never runs', () => {})
  })
})
`
const pytest = `
import os, pathlib, pytest, requests

@pytest.fixture
def nobody():
    raise RuntimeError("no file at " + str(pathlib.Path(__file__).resolve()))

class TestOrders:
    def test_answers(self, base):
        print('{"type":"done"}')
        assert requests.get(base + "/good").status_code == 200

    @pytest.mark.parametrize("path", ["wrong"])
    def test_keeps_its_word(self, base, path):
        assert requests.get(f"{base}/{path}").status_code == 200

    @pytest.mark.skip(reason="later")
    def test_is_skipped(self):
        pass

    def test_never_runs(self, nobody):
        pass
`
const conftest = `
import os, pytest

@pytest.fixture
def base():
    return os.environ["BASE_URL"]
`

const suites = {
  mocha: {
    files: { 'hidden/api/orders.test.js': mocha },
    ids: ['orders-answers', 'orders-keeps-its-word', 'orders-is-skipped', 'orders-of-nobody-never-runs'],
    group: 'orders',
    failure: 'expected 500 to equal 200',
  },
  jest: {
    files: { 'hidden/api/orders.test.js': jest },
    ids: ['orders-answers', 'orders-keeps-its-word-wrong', 'orders-is-skipped', 'orders-of-nobody-never-runs'],
    group: 'orders',
    failure: /Expected: 200\nReceived: 500/,
  },
  pytest: {
    files: { 'hidden/api/test_orders.py': pytest, 'hidden/api/conftest.py': conftest },
    ids: [
      'test-orders-testorders-test-answers',
      'test-orders-testorders-test-keeps-its-word-wrong',
      'test-orders-testorders-test-is-skipped',
      'test-orders-testorders-test-never-runs',
    ],
    group: 'test_orders / TestOrders',
    failure: /assert 500 == 200/,
  },
}

for (const [runner, { files, ids, group, failure }] of Object.entries(suites)) {
  const [answers = '', keeps = '', skipped = '', never = ''] = ids
  t.test(`a ${runner} suite is graded as it is`, async (t) => {
    const points = `{ "*answers": 3, "*": 2 }`
    const report = await gradeBySuite({
      suites: `  - { runner: ${runner}, path: hidden/api, points: ${points}, hints: { "*": Look. }, show: { "*skipped": nothing } }`,
      files,
    })
    const tests = testsById(report)
    t.equal(report.verdict, 'assessed')
    t.same(Object.keys(tests), ids)
    t.match(tests[answers], {
      outcome: 'passed',
      points: 3,
      earned: 3,
      group,
      hint: 'Look.',
      show: 'full',
      message: null,
      log: ['asked /good'],
    })
    t.match(tests[keeps], { outcome: 'failed', points: 2, earned: 0, message: failure, log: ['asked /wrong'] })
    t.match(tests[skipped], { outcome: 'failed', show: 'nothing', message: 'The suite skipped this test.' })
    t.match(tests[never], { outcome: 'failed', message: /no file at the test file/ })
    t.match(report.checks.correctness, { points: 9, earned: 3 })
    t.notMatch(JSON.stringify(report), /hidden\/api|\/tmp\/exam/)
  })
}

t.test('a Postman collection is graded as it is, each request with what led up to it', async (t) => {
  const requests = [
    ['Step', '/step', 'pm.environment.set("next", pm.response.json().path)'],
    [
      'Answers',
      '{{next}}',
      'pm.test("is 200", () => pm.response.to.have.status(200))\npm.test("knows", () => pm.expect(pm.environment.get("SEED")).to.eql("seed-of-suites"))',
    ],
    [
      'Keeps its word',
      '/wrong',
      'pm.test("is 200", () => pm.response.to.have.status(200))\npostman.setNextRequest("Last")',
    ],
    ['Passed over', '/over', 'pm.test("is 200", () => pm.response.to.have.status(200))'],
    ['Last', '/last', 'if (pm.response.code === 418) pm.test("is a teapot", () => {})'],
    ['Breaks', '/breaks', 'pm.test("a", () => {})\nthrow new TypeError("no such thing")'],
  ] as const
  const report = await gradeBySuite({
    suites: '  - { runner: newman, path: hidden/made.json }',
    files: { 'hidden/made.json': collectionOf(requests) },
  })
  const tests = testsById(report)
  t.same(Object.keys(tests), ['answers', 'keeps-its-word', 'passed-over', 'last', 'breaks'])
  t.match(tests['answers'], {
    outcome: 'passed',
    group: 'made',
    transcript: [{ path: '/step' }, { path: '/step', status: 200, curl: /curl/ }],
    log: ['asked /step'],
  })
  t.match(tests['keeps-its-word'], {
    outcome: 'failed',
    message: 'is 200: expected response to have status code 200 but got 500',
    transcript: [{ path: '/wrong', status: 500, responseBody: '{"path":"/wrong"}' }],
  })
  t.match(tests['passed-over'], { outcome: 'failed', message: /without this test/ })
  t.match(tests['last'], { outcome: 'failed', message: /None of the assertions/ })
  t.match(tests['breaks'], { outcome: 'failed', message: /ended early: TypeError: no such thing/ })
})

t.test('a suite is told the seed, and the way into the database by the names that clients read', async (t) => {
  const files = {
    'hidden/api/test_db.py': `
import os, psycopg

def test_looks_into_the_database():
    assert os.environ["SEED"] == "seed-of-suites"
    with psycopg.connect() as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("looker",)
`,
    'hidden/node/a.test.mjs': `
import pg from 'pg'
it('looks into the database', async () => {
  const client = new pg.Client()
  await client.connect()
  const { rows } = await client.query('SELECT current_user AS name')
  if (rows[0].name !== 'looker' || process.env.SHOP_URL !== process.env.BASE_URL) throw new Error(JSON.stringify(rows))
  await client.end()
})
`,
  }
  const suites =
    '  - { runner: pytest, path: hidden/api }\n  - { runner: mocha, path: hidden/node, baseUrlName: SHOP_URL }'
  const report = await gradeBySuite({ suites, files, services: 'postgres' })
  t.same(
    report.checks.correctness.tests.map(({ id, message }) => [id, message]),
    [
      ['test-db-test-looks-into-the-database', null],
      ['looks-into-the-database', null],
    ],
  )
})
