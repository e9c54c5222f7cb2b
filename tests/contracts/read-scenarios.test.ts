import t from 'tap'
import type { Manifest } from '../../contracts/exercise/manifest.js'
import { findScenarioMistakes } from '../../contracts/exercise/read-scenarios.js'
import { treeOf } from '../tree-of.js'
import { inWords } from './package-mistakes.js'

const manifest = {
  languages: ['node', 'java'],
  weights: { correctness: 80, speed: 20, quality: 0 },
} as unknown as Manifest
const references = {
  'submissions/accepted/node-reference/server.js': '',
  'submissions/accepted/java-reference/Main.java': '',
}
const one = "import { scenario } from '@assay/kit'\nscenario('One page', { requests: [] })\n"

const mistakesIn = (files: Record<string, string>, changes: Partial<Manifest> = {}) =>
  inWords(findScenarioMistakes({ ...manifest, ...changes }, treeOf(files), (pointer) => `exercise.yaml#${pointer}`))

t.test('a package that measures speed rightly, and one that does not at all, have no mistakes', async (t) => {
  t.same(mistakesIn({ ...references, 'hidden/speed/a.speed.mjs': one }), [])
  t.same(mistakesIn({}), [])
})

t.test('two scenarios with one id are refused, with both places', async (t) => {
  const files = {
    ...references,
    'hidden/speed/a.speed.mjs': one,
    'hidden/speed/b.speed.mjs': `\n${one.replace('One page', 'ONE page!')}`,
  }
  t.match(mistakesIn(files), [
    /^hidden\/speed\/b.speed.mjs:3: The scenario id "one-page" is already used by hidden\/speed\/a.speed.mjs:2/,
  ])
})

t.test('more scenarios than can be measured are refused where the first is too many', async (t) => {
  const many = Array.from({ length: 21 }, (_, at) => `scenario('Page ${at}', {})`).join('\n')
  t.match(mistakesIn({ ...references, 'hidden/speed/a.speed.mjs': many }), [
    /^hidden\/speed\/a.speed.mjs:21: There are 21 scenarios; the maximum is 20/,
  ])
})

t.test('a file that is no JavaScript is refused once, with its line', async (t) => {
  t.match(mistakesIn({ ...references, 'hidden/speed/a.speed.mjs': 'const a = 1\nconst = 2\n' }), [
    /^hidden\/speed\/a.speed.mjs:2: This is not valid JavaScript/,
  ])
  const files = { ...references, 'hidden/speed/a.speed.mjs': one, 'hidden/speed/rows.mjs': 'const = 2\n' }
  t.match(mistakesIn(files), [/^hidden\/speed\/rows.mjs:1: This is not valid JavaScript/])
})

t.test('a module that is imported and not there is refused where it is imported', async (t) => {
  const importing = `${one}import { seedRows } from './rows.mjs'\n`
  t.match(mistakesIn({ ...references, 'hidden/speed/a.speed.mjs': importing }), [
    /^hidden\/speed\/a.speed.mjs:3: The package has no file hidden\/speed\/rows.mjs/,
  ])
  t.same(
    mistakesIn({
      ...references,
      'hidden/speed/a.speed.mjs': importing,
      'hidden/speed/rows.mjs': 'export const seedRows = 1',
    }),
    [],
  )
})

t.test('a folder without a file of the right name measures nothing, and is refused', async (t) => {
  t.match(mistakesIn({ ...references, 'hidden/speed/pages.mjs': one }), [
    /^hidden\/speed\/pages.mjs: No file in hidden\/speed\/ is named \*\.speed\.mjs/,
  ])
})

t.test('a language without a reference is refused where the manifest names it, if speed counts', async (t) => {
  const files = {
    'submissions/accepted/node-reference/server.js': '',
    'submissions/accepted/java-reference/expect.yaml': '',
    'hidden/speed/a.speed.mjs': one,
  }
  t.match(mistakesIn(files), [/^exercise.yaml#\/languages\/1: Speed is measured against the reference in java/])
  t.same(mistakesIn(files, { weights: { correctness: 100, speed: 0, quality: 0 } }), [])
})
