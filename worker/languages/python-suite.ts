import { isPytestFile, pythonEnv } from './python.js'
import { shellLine } from './start-plan.js'
import type { SuiteConventions } from './suite-plan.js'

/**
 * As a module, so that the folder of the suite is on the path; its cache could not be written beside read-only source.
 */
const pytest = ['python3', '-m', 'pytest', '-p', 'no:cacheprovider']

/** The Procfile, or pytest over the files that it collects by itself. There is nothing to build. */
export const pythonSuite: SuiteConventions = (source, line) => {
  if (line !== undefined) return { build: null, run: shellLine(line), env: pythonEnv }
  if ([...source.keys()].some(isPytestFile)) return { build: null, run: pytest, env: pythonEnv }
  return {
    refusal: 'There is nothing to run: no "test:" line in a Procfile, and no file test_*.py or *_test.py for pytest.',
  }
}
