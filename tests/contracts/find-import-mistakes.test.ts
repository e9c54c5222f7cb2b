import { readFile } from 'node:fs/promises'
import t from 'tap'
import { examinerPackages, findImportMistakes, kitExports } from '../../contracts/exercise/find-import-mistakes.js'
import { importProjectFile, projectFile } from '../project-file.js'
import { treeOf } from '../tree-of.js'
import { inWords } from './package-mistakes.js'

const path = 'hidden/correctness/a.test.mjs'
const calls =
  'export const { create, list: [first, ...rest] = [] } = {}\nexport default function helper() {}\nconst other = 1\nexport { other as last }\n'

const mistakesIn = (source: string, more: Record<string, string> = {}) =>
  inWords(
    findImportMistakes([path], treeOf({ [path]: source, 'hidden/calls.mjs': calls, ...more }), (file) => file === path),
  )

t.test('imports of what is there are right', async (t) => {
  t.same(
    mistakesIn(
      `
    import { test, expect } from '@assay/kit'
    import { createHash } from 'node:crypto'
    import { once } from 'events'
    import helper, { create, first, rest, last } from '../calls.mjs'
    import * as all from '../calls.mjs'
    import rows from '../rows.json' with { type: 'json' }
    const later = await import('../calls.mjs')
    export { create } from '../calls.mjs'`,
      { 'hidden/rows.json': '[]' },
    ),
    [],
  )
})

const wrong: [what: string, source: string, mistake: RegExp, files?: Record<string, string>][] = [
  [
    'a file that is not there',
    "import { a } from './no.mjs'",
    /^hidden\/correctness\/a\.test\.mjs:1: The package has no file hidden\/correctness\/no\.mjs\.$/,
  ],
  [
    'a file that is not there, imported later',
    "\n\nawait import('./no.mjs')",
    /^hidden\/correctness\/a\.test\.mjs:3: The package has no file/,
  ],
  [
    'a file that the examiner does not get',
    "import '../../openapi.mjs'",
    /openapi\.mjs is not in hidden\//,
    { 'openapi.mjs': '' },
  ],
  [
    'a name that a file does not export',
    "\nimport { craete } from '../calls.mjs'",
    /^hidden\/correctness\/a\.test\.mjs:2: hidden\/calls\.mjs does not export "craete"\.$/,
  ],
  [
    'a name that the kit does not export',
    "import { tset } from '@assay/kit'",
    /:1: @assay\/kit does not export "tset": it has expect, HttpFailure, scenario, test\.$/,
  ],
  [
    'a kit of another name',
    "import { test } from '@assay/kti'",
    /:1: Hidden tests do not find the package "@assay\/kti"/,
  ],
  ['a package that is not installed', "import chunk from 'lodash/chunk.js'", /do not find the package "lodash"/],
  [
    'the import of a module that is imported',
    "import '../calls.mjs'",
    /^hidden\/calls\.mjs:2: The package has no file hidden\/gone\.mjs\.$/,
    { 'hidden/calls.mjs': "\nimport './gone.mjs'" },
  ],
  [
    'a module that is imported and cannot be parsed',
    "import '../calls.mjs'",
    /^hidden\/calls\.mjs:2: This is not valid JavaScript/,
    { 'hidden/calls.mjs': '\nexport const = 1' },
  ],
]

for (const [what, source, mistake, files] of wrong) {
  t.test(`${what} is named with its line`, async (t) => {
    const mistakes = mistakesIn(source, files)
    t.equal(mistakes.length, 1)
    t.match(mistakes[0], mistake)
  })
}

t.test('a module that exports all of another may export anything', async (t) => {
  t.same(
    mistakesIn("import { anything } from '../calls.mjs'", {
      'hidden/calls.mjs': "export * from './more.mjs'",
      'hidden/more.mjs': 'export const anything = 1',
    }),
    [],
  )
})

t.test('what hidden tests find is what the kit and the examiner have', async (t) => {
  t.same(
    Object.keys((await importProjectFile('sandbox-images/examiner/kit/index.mjs')) as object).sort(),
    [...kitExports].sort(),
  )
  const { dependencies } = JSON.parse(await readFile(projectFile('sandbox-images/examiner/package.json'), 'utf8')) as {
    dependencies: object
  }
  t.same([...Object.keys(dependencies), '@assay/kit'].sort(), [...examinerPackages].sort())
})
