import { join } from 'node:path'
import t from 'tap'
import { loadScript } from './load-script.js'

const { compiledTests } = await loadScript('testing/compiled-tests.mjs')
const root = t.testdir({ tests: { api: { 'cursor.test.ts': '' } } })

const cases: [argument: string, given: string][] = [
  ['tests/api/cursor.test.ts', 'dist/tests/api/cursor.test.js'],
  ['./tests/api/shell.test.tsx', 'dist/tests/api/shell.test.js'],
  [join(root, 'tests/api/cursor.test.ts'), 'dist/tests/api/cursor.test.js'],
  ['dist/tests/api/cursor.test.js', 'dist/tests/api/cursor.test.js'],
  ['tests/api', 'dist/tests/api/**/*.test.js'],
  ['tests/api/', 'dist/tests/api/**/*.test.js'],
  ['tests/**/*.test.ts', 'dist/tests/**/*.test.js'],
  ['tests/**/*.test.{ts,tsx}', 'dist/tests/**/*.test.js'],
  ['--bail', '--bail'],
]

for (const [argument, given] of cases) t.test(`${argument.replace(root, '')} is ${given}`, async (t) => t.equal(compiledTests(root, argument), given))
