import t from 'tap'
import { readExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { defaultLimits } from '../../contracts/limits.js'
import { treeOf } from '../tree-of.js'
import { mistakesOf } from './package-mistakes.js'

const manifest = `slug: todo-api
title: A to-do list API
languages: [node]
weights: { correctness: 60, speed: 20, quality: 20 }
`
const whole = {
  'exercise.yaml': manifest,
  'statement.md': 'Write it.',
  'starter/node/server.js': '',
  'hidden/correctness/a.test.mjs': "import { test } from '@assay/kit'\ntest('adds', async () => {})\n",
}

const read = (changes: Record<string, string>) => readExercisePackage(treeOf({ ...whole, ...changes }))

const mistakesIn = (files: Record<string, string>) => mistakesOf(() => readExercisePackage(treeOf(files)))

t.test('a whole package is read with every default filled in', async (t) => {
  t.match(read({}), { slug: 'todo-api', kind: 'service', services: [], limits: defaultLimits, contractPoints: 0 })
  t.match(read({ 'exercise.yaml': `${manifest}limits: { memoryMb: 128 }\n` }).limits, {
    memoryMb: 128,
    pids: defaultLimits.pids,
  })
})

t.test('the contract test has points only where there is a contract', async (t) => {
  t.equal(read({ 'openapi.yaml': 'openapi: 3.1.0' }).contractPoints, 5)
  t.equal(
    read({ 'openapi.yaml': 'openapi: 3.1.0', 'exercise.yaml': `${manifest}contract: { points: 8 }\n` }).contractPoints,
    8,
  )
})

t.test("learners' own tests are shown, unless the exercise counts them or leaves them alone", async (t) => {
  t.same(read({}).quality, { ownTests: 'shown' })
  for (const ownTests of ['shown', 'counted', 'off'])
    t.same(read({ 'exercise.yaml': `${manifest}quality: { ownTests: ${ownTests} }\n` }).quality, { ownTests })
  t.match(mistakesIn({ ...whole, 'exercise.yaml': `${manifest}quality: { ownTests: maybe }\n` }), [
    /^exercise.yaml:5: .*counted/,
  ])
})

t.test('tests run a second time where little failed, unless the exercise does without', async (t) => {
  t.equal(read({}).secondRound, 'on')
  for (const secondRound of ['on', 'off'])
    t.equal(read({ 'exercise.yaml': `${manifest}secondRound: ${secondRound}\n` }).secondRound, secondRound)
  for (const wrong of ['never', 'false', '2', '[off]'])
    t.match(mistakesIn({ ...whole, 'exercise.yaml': `${manifest}secondRound: ${wrong}\n` }), [
      /^exercise.yaml:5: .*off/,
    ])
})

t.test('an unknown key is named with its line', async (t) => {
  t.match(mistakesIn({ ...whole, 'exercise.yaml': `${manifest}limits:\n  memoryMb: 128\n  memory: 3\n` }), [
    /^exercise.yaml:7: Unknown key "memory"/,
  ])
})

t.test('weights that do not sum to 100 are refused with their line and sum', async (t) => {
  t.match(mistakesIn({ ...whole, 'exercise.yaml': manifest.replace('60', '50') }), [
    /^exercise.yaml:4: The weights sum to 90/,
  ])
})

t.test('two databases are refused, since one address names the database', async (t) => {
  t.match(mistakesIn({ ...whole, 'exercise.yaml': `${manifest}services: [redis, postgres, mariadb]\n` }), [
    /^exercise.yaml:\d+: Expected postgres or mariadb, not both/,
  ])
  for (const name of ['postgres', 'mariadb'])
    t.same(read({ 'exercise.yaml': `${manifest}services: [${name}, redis]\n` }).services, [name, 'redis'])
})

t.test('a missing key, a wrong value and broken YAML are each named', async (t) => {
  t.match(mistakesIn({ ...whole, 'exercise.yaml': manifest.replace(/title.*\n/, '') }), [/The key "title" is missing/])
  t.match(mistakesIn({ ...whole, 'exercise.yaml': manifest.replace('[node]', '[cobol]') }), [
    /^exercise.yaml:3: .*node, python/,
  ])
  t.match(mistakesIn({ ...whole, 'exercise.yaml': 'slug: [a' }), [/^exercise.yaml:1: /])
  t.match(mistakesIn({}), [/no exercise.yaml/])
})

t.test('every missing file is named at once', async (t) => {
  t.match(mistakesIn({ 'exercise.yaml': manifest }), [
    /^statement.md: Missing/,
    /^hidden\/correctness\/: Missing/,
    /^starter\/node\/: Missing/,
  ])
})

t.test('two tests with one id are refused, with both places', async (t) => {
  const twice = {
    ...whole,
    'hidden/correctness/b.test.mjs':
      "import { test } from '@assay/kit'\n\ntest('Adds!', { points: 2 }, async () => {})\n",
  }
  t.match(mistakesIn(twice), [
    /^hidden\/correctness\/b.test.mjs:3: The test id "adds" is already used by hidden\/correctness\/a.test.mjs:2/,
  ])
})

t.test('an id of its own keeps two tests of one title apart', async (t) => {
  t.same(
    mistakesIn({ ...whole, 'hidden/correctness/b.test.mjs': "test('adds', { id: 'adds-again' }, async () => {})" }),
    [],
  )
})

t.test('a hidden test that is no JavaScript is refused with its line', async (t) => {
  t.match(mistakesIn({ ...whole, 'hidden/correctness/a.test.mjs': 'const a = 1\nconst = 2\n' }), [
    /^hidden\/correctness\/a.test.mjs:2: This is not valid JavaScript/,
  ])
})

t.test('a hidden test that imports what is not there is refused with its line', async (t) => {
  t.match(
    mistakesIn({
      ...whole,
      'hidden/correctness/a.test.mjs':
        "import { test } from '@assay/kit'\nimport './calls.mjs'\ntest('adds', () => {})\n",
    }),
    [/^hidden\/correctness\/a.test.mjs:2: The package has no file hidden\/correctness\/calls.mjs/],
  )
})

t.test('a contract that is no YAML is refused with its line', async (t) => {
  t.match(mistakesIn({ ...whole, 'openapi.yaml': 'openapi: 3.1.0\npaths: [\n' }), [/^openapi.yaml:\d: /])
})

t.test('speed scenarios without a reference are refused at the line of the language', async (t) => {
  const files = { ...whole, 'hidden/speed/a.speed.mjs': "scenario('One page', { requests: [] })" }
  t.match(mistakesIn(files), [/^exercise.yaml:3: Speed is measured against the reference in node/])
  t.same(mistakesIn({ ...files, 'submissions/accepted/node-reference/server.js': '' }), [])
})

t.test('a folder called tests is refused', async (t) => {
  t.match(mistakesIn({ ...whole, 'submissions/accepted/node-a/tests/a.js': '' }), [
    /tests\/a.js: No folder may be named test or tests/,
  ])
})
