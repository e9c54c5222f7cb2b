import t from 'tap'
import { CallerError } from '../../contracts/errors.js'
import { readExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { packageLimits } from '../../contracts/exercise/package-limits.js'
import { matchesPattern } from '../../contracts/hidden-tests.js'

const manifest =
  'slug: todo-api\ntitle: A to-do list API\nlanguages: [node]\nweights: { correctness: 60, speed: 20, quality: 20 }\n'
const whole = {
  'exercise.yaml': manifest,
  'statement.md': 'Write it.',
  'starter/node/server.js': '',
  'hidden/correctness/a.test.mjs': "import { test } from '@assay/kit'\ntest('adds', async () => {})\n",
}

/** What is wrong with a package, as `pointer: detail`. Anything but a refusal fails the test. */
function refused(changes: Record<string, string>): CallerError {
  const files = new Map(Object.entries({ ...whole, ...changes }).map(([path, text]) => [path, Buffer.from(text)]))
  try {
    readExercisePackage(files)
  } catch (error) {
    if (error instanceof CallerError && error.code === 'package-invalid') return error
    throw error
  }
  throw new Error('The package was taken')
}
const mistakes = (changes: Record<string, string>) =>
  refused(changes).errors.map(({ pointer, detail }) => `${pointer}: ${detail}`)
const collection = (item: unknown) => ({
  'exercise.yaml': `${manifest}suites: [{ runner: newman, path: hidden/c.json }]\n`,
  'hidden/c.json': JSON.stringify({ item }),
})
const script = [{ listen: 'test', script: { exec: ['pm.test("a", () => {})'] } }]

t.test('a manifest with hundreds of thousands of keys is refused before it is parsed', async (t) => {
  const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}: v\n`).join('')
  t.match(mistakes({ 'exercise.yaml': manifest + keys(300_000) }), [/^exercise.yaml: .* KB; the maximum is 512 KB/])
  t.match(mistakes({ 'exercise.yaml': manifest + keys(30_000) }), [
    /^exercise.yaml:\d{4}: The file has more than 20000 keys, values and symbols/,
  ])
})

t.test('an alias is refused with its line, so none can stand for an endless value', async (t) => {
  const bomb = [
    'a: &a [x, x]',
    ...Array.from(
      { length: 30 },
      (_, index) => `b${index}: &b${index} [${index === 0 ? '*a, *a' : `*b${index - 1}, *b${index - 1}`}]`,
    ),
  ].join('\n')
  t.match(mistakes({ 'exercise.yaml': `${manifest}${bomb}\n` }), [
    /^exercise.yaml:6: Aliases are not supported here: write the value instead of \*a\.$/,
  ])
})

t.test('nesting is bounded, where it would overflow the stack too', async (t) => {
  for (const text of ['- ', '[', '{a: ', '? ']) {
    for (const depth of [17, 4000])
      t.match(mistakes({ 'exercise.yaml': `${text.repeat(depth)}x` })[0], /^exercise.yaml:1: /, `${depth} of ${text}`)
  }
  t.match(mistakes({ 'exercise.yaml': `title: ${'['.repeat(17)}${']'.repeat(17)}\n` }), [
    /nested deeper than 16 levels/,
  ])
})

t.test('the first hundred mistakes are named, and all are counted', async (t) => {
  const refusal = refused({ 'exercise.yaml': `${manifest}services: [${'x, '.repeat(300)}x]\n` })
  t.ok(refusal.errors.length <= packageLimits.mistakes)
  const broken = refused({ 'exercise.yaml': '!a '.repeat(5000) })
  t.equal(broken.errors.length, packageLimits.mistakes)
})

t.test('files that are too long to be parsed are named, with what is allowed', async (t) => {
  const { statementBytes, contractBytes, moduleBytes, modulesBytes } = packageLimits
  t.match(mistakes({ 'statement.md': 'a'.repeat(statementBytes + 1) }), [/^statement.md: .*the maximum is 64 KB/])
  t.match(mistakes({ 'openapi.yaml': 'a'.repeat(contractBytes + 1) }), [/^openapi.yaml: .*1024 KB/])
  t.match(mistakes({ 'hidden/correctness/b.test.mjs': ' '.repeat(moduleBytes + 1) }), [
    /^hidden\/correctness\/b.test.mjs: .*512 KB/,
  ])
  const modules = Object.fromEntries(
    Array.from({ length: modulesBytes / moduleBytes }, (_, index) => [
      `hidden/speed/m${index}.mjs`,
      ' '.repeat(moduleBytes),
    ]),
  )
  t.match(mistakes(modules), [/^hidden\/: The modules .* 4 MB in total/])
})

t.test('contracts and expectations, which others read later, are bounded like the manifest', async (t) => {
  const sample = 'submissions/accepted/node-reference/expect.yaml'
  const { contractTokens, contractDepth, yamlDepth } = packageLimits
  t.match(mistakes({ 'openapi.yaml': `a: ${'x '.repeat(10)}\n`.repeat(contractTokens / 5) }), [
    /^openapi.yaml:\d+: The file has more than 100000 keys/,
  ])
  t.match(mistakes({ 'openapi.yaml': `a: ${'['.repeat(contractDepth + 1)}` }), [
    /^openapi.yaml:1: .*deeper than 64 levels/,
  ])
  t.match(mistakes({ [sample]: `a: ${'['.repeat(yamlDepth + 1)}` }), [/expect.yaml:1: .*deeper than 16 levels/])
  t.match(mistakes({ [sample]: 'k: v\n'.repeat(10_000) }), [/expect.yaml:\d+: The file has more than 20000 keys/])
  t.match(mistakes({ [sample]: ' '.repeat(packageLimits.yamlBytes + 1) }), [/expect.yaml: .*the maximum is 512 KB/])
})

t.test('code nested so deep that its parser would end the process is refused with its line', async (t) => {
  const refuses = (code: string, what = code.slice(0, 20)) =>
    t.match(
      mistakes({ 'hidden/correctness/a.test.mjs': `\n${code}` }),
      [/^hidden\/correctness\/a.test.mjs:[12]: The code is nested deeper than 300 levels/],
      what,
    )
  for (const [open, close] of [
    ['`${', '}`'],
    ['[', ']'],
    ['(', ')'],
    ['f(()=>{', '})'],
    ['if(a)', ''],
    ['!', ''],
    ['a=>', ''],
    ['a?b:', ''],
    ['a+', ''],
    ['{', '}'],
    ['class A extends ', ' {}'],
  ] as const) {
    refuses(`${open.repeat(20_000)}a${close.repeat(20_000)}`)
  }
  refuses(`/${'('.repeat(20_000)}${')'.repeat(20_000)}/`)
  refuses(`test('a')${'.a'.repeat(20_000)}`)
  refuses(`a${'()'.repeat(20_000)}`)
})

t.test('code as deep as people write it is taken', async (t) => {
  const code = `${"group('a', () => {\n".repeat(20)}test('b', async () => {})${'})\n'.repeat(20)}export const text = ${"'a' + ".repeat(200)}''\n`
  t.match(mistakes({ 'hidden/correctness/a.test.mjs': code, 'bugs/x': '' }), [/^bugs\/x/])
})

t.test('no more tests, and files of them, than a report can show', async (t) => {
  const tests = (count: number) => Array.from({ length: count }, (_, index) => `test('t${index}', () => {})\n`).join('')
  t.match(mistakes({ 'hidden/correctness/b.test.mjs': tests(1000) }), [
    'hidden/correctness/b.test.mjs:1000: There are 1001 tests; the maximum is 1000.',
  ])
  const files = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`hidden/correctness/f${index}.test.mjs`, '']),
  )
  t.match(mistakes(files), ['hidden/correctness/: There are 1001 test files; the maximum is 1000.'])
})

t.test('a collection is bounded in length, depth, requests and names', async (t) => {
  const request = { name: 'a', request: {}, event: script }
  const deep = `{"item":[${'{"name":"f","item":['.repeat(5000)}${']}'.repeat(5000)}]}`
  t.match(mistakes({ ...collection([]), 'hidden/c.json': deep }), [/^hidden\/c.json: .*nested deeper than 32 levels/])
  t.match(mistakes(collection(Array.from({ length: 2001 }, () => request))), [/^hidden\/c.json: .*2001 requests/])
  t.match(mistakes(collection([{ ...request, name: 'n'.repeat(1001) }])), [/more than 1000 characters/])
  t.match(mistakes({ ...collection([request]), 'hidden/c.json': `"${'a'.repeat(packageLimits.collectionBytes)}"` }), [
    /^hidden\/c.json: .*larger than 2048 KB/,
  ])
})

t.test('a script of a folder judges what is below it, however many requests that are', async (t) => {
  const long = [{ listen: 'test', script: { exec: ['pm.test("a")', ' '.repeat(1_000_000)] } }]
  const requests = Array.from({ length: 2001 }, () => ({ name: 'a', request: {} }))
  t.match(mistakes(collection([{ name: 'f', event: long, item: requests }])), [/2001 requests that are tests/])
})

t.test('a planted bug edits a bounded part of the reference', async (t) => {
  const files = {
    'submissions/accepted/node-reference/a.js': `x${' '.repeat(packageLimits.editedBytes)}`,
    'bugs/b/bug.yaml': 'title: B\nedits: [{ file: a.js, find: x, replace: y }]\n',
  }
  t.match(mistakes(files), [/^bugs\/b\/bug.yaml:2: The edited files are larger than 2048 KB/])
})

t.test('a pattern of many stars takes one way through a name', async (t) => {
  t.notOk(matchesPattern(`${'*a'.repeat(50)}*b`, 'a'.repeat(1000)))
  t.ok(matchesPattern(`${'*a'.repeat(50)}*`, 'a'.repeat(1000)))
  for (const [pattern, name, isMatch] of [
    ['a*', 'a', true],
    ['*a', 'ba', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*b*a', 'ab a', true],
    ['a*b*b', 'ab', false],
    ['**', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a.c', 'abc', false],
    ['*\n*', 'a\nb', true],
  ] as const)
    t.equal(matchesPattern(pattern, name), isMatch, `${pattern} ${name}`)
})
