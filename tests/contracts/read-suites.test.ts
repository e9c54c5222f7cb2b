import t from 'tap'
import { readExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { matchesPattern } from '../../contracts/hidden-tests.js'
import { treeOf } from '../tree-of.js'
import { mistakesOf } from './package-mistakes.js'

const manifest = `slug: shop
title: A shop
languages: [node]
weights: { correctness: 100, speed: 0, quality: 0 }
suites:
`
const item = (name: string) => ({
  name,
  request: { method: 'GET', url: 'u' },
  event: [{ listen: 'test', script: { exec: ['pm.test("a", f)'] } }],
})
const collection = JSON.stringify(
  { item: [{ name: 'Orders', item: [item('Create'), item('Read')] }, item('Health')] },
  null,
  2,
)
const files = {
  'statement.md': 'Write it.',
  'starter/node/server.js': '',
  'hidden/shop.json': collection,
  'hidden/api/orders.test.mjs': 'import { test } from "node:test"',
}

const newman = '  - runner: newman\n    path: hidden/shop.json\n'
const read = (suites: string, more: Record<string, string> = {}) =>
  readExercisePackage(treeOf({ ...files, 'exercise.yaml': manifest + suites, ...more }))

const mistakesIn = (suites: string, more?: Record<string, string>) => mistakesOf(() => read(suites, more))

t.test('a package may have suites instead of tests on the kit', (t) => {
  const { suites } = read(`${newman}    points: { "Orders / *": 3, "*": 1 }\n`)
  t.match(suites, [{ runner: 'newman', points: { 'Orders / *': 3, '*': 1 } }])
  t.same(
    suites[0]?.requests?.map(({ title }) => title),
    ['Create', 'Read', 'Health'],
  )
  t.match(read('  - { runner: mocha, path: hidden/api }\n').suites, [{ runner: 'mocha', path: 'hidden/api' }])
  t.end()
})

const mistakes: [name: string, suites: string, expected: RegExp, more?: Record<string, string>][] = [
  [
    'an unknown runner',
    '  - runner: karate\n    path: hidden/api\n',
    /^exercise.yaml:6: .*newman, mocha, jest, pytest/,
  ],
  ['an unknown key', `${newman}    timeout: 3\n`, /^exercise.yaml:8: Unknown key "timeout"/],
  [
    'a file that is not there',
    '  - runner: newman\n    path: hidden/none.json\n',
    /^exercise.yaml:7: The package has no file hidden\/none.json/,
  ],
  [
    'a folder that is not there',
    '  - runner: pytest\n    path: hidden/none\n',
    /^exercise.yaml:7: The package has no file or folder/,
  ],
  ['a path outside hidden', '  - runner: newman\n    path: statement.md\n', /^exercise.yaml:7: \/suites\/0\/path/],
  ['a path taken twice', newman + newman, /^exercise.yaml:9: Another suite already has the path/],
  [
    'an environment that is not there',
    `${newman}    environment: hidden/none.json\n`,
    /^exercise.yaml:8: The package has no file/,
  ],
  [
    'an environment of another runner',
    '  - runner: mocha\n    path: hidden/api\n    environment: hidden/shop.json\n',
    /^exercise.yaml:8: Only newman/,
  ],
  ['points out of range', `${newman}    points:\n      "*": -1\n`, /^exercise.yaml:9: /],
  [
    'a pattern that matches nothing',
    `${newman}    points:\n      "*": 1\n    hints:\n      "Ordres / *": Look.\n`,
    /^exercise.yaml:11: The pattern "Ordres \/ \*" has no effect/,
  ],
  [
    'a pattern behind one that takes all',
    `${newman}    points:\n      "*": 1\n      "Orders / *": 3\n`,
    /^exercise.yaml:10: The pattern "Orders/,
  ],
  ['a collection that is not JSON', newman, /^hidden\/shop.json:2: /, { 'hidden/shop.json': '{\n  "item": [}\n}' }],
  [
    'a collection without tests',
    newman,
    /^hidden\/shop.json: None of its requests/,
    { 'hidden/shop.json': '{"item": []}' },
  ],
  [
    'a contract that no runner can be compared with',
    '  - runner: mocha\n    path: hidden/api\n',
    /^openapi.yaml: Responses are compared/,
    { 'openapi.yaml': 'openapi: 3.1.0' },
  ],
]

for (const [name, suites, expected, more] of mistakes) {
  t.test(`${name} is refused with its place`, (t) => {
    const [first = '', ...others] = mistakesIn(suites, more)
    t.match(first, expected)
    t.same(others, [])
    t.end()
  })
}

t.test('what lies in a suite is not taken for a test on the kit', (t) => {
  const inSuite = { 'hidden/correctness/api/a.test.mjs': 'not javascript for the kit (' }
  t.same(mistakesIn('  - { runner: mocha, path: hidden/correctness/api }\n', inSuite), [])
  t.end()
})

t.test('a pattern fits a whole name, and its star any text', (t) => {
  t.ok(matchesPattern('Orders / *', 'Orders / Deep / Create'))
  t.ok(matchesPattern('*', ''))
  t.ok(matchesPattern('a.b (*)', 'a.b (c)'))
  t.notOk(matchesPattern('a.b', 'axb'))
  t.notOk(matchesPattern('Orders', 'Orders / Create'))
  t.end()
})
