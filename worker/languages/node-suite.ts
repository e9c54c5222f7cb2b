import { nodePath, testScriptOf } from './node.js'
import { readPackageJson } from './package-json.js'
import { shellLine } from './start-plan.js'
import type { SuiteConventions } from './suite-plan.js'

const env = { NODE_ENV: 'test', PATH: nodePath }

const testFile = /\.test\.[cm]?js$/
const typeScriptFile = /\.test\.[cm]?ts$/

/**
 * `npm run build` if there is a build script. Then the Procfile, the test script, or Node's own runner over `*.test.js`
 * or `*.test.ts`.
 */
export const nodeSuite: SuiteConventions = (source, line) => {
  const { scripts, fault } = readPackageJson(source.get('package.json'))
  if (fault !== undefined) return { refusal: fault.detail, advice: fault.advice }
  const build = scripts.build === undefined ? null : ['npm', 'run', 'build']
  const own = line ?? testScriptOf(scripts)
  if (own !== undefined) return { build, run: shellLine(own), env }
  const paths = [...source.keys()].sort()
  const files = paths.filter((path) => testFile.test(path))
  if (files.length > 0) return { build, run: ['node', '--test', ...files], env }
  const typed = paths.filter((path) => typeScriptFile.test(path))
  return typed.length > 0
    ? { build, run: ['node', '--import', 'tsx', '--test', ...typed], env }
    : { refusal: nothingToRun }
}

const nothingToRun =
  'There is nothing to run: no "test:" line in a Procfile, no "test" script in package.json, and no file *.test.js, *.test.mjs or *.test.ts.'
