import { bootstrapOf, composerBuild, hasPhpunitSettings } from './php.js'
import { shellLine } from './start-plan.js'
import type { SuiteConventions } from './suite-plan.js'

/** The cache of results could not be written beside read-only source. */
const phpunit = ['phpunit', '--do-not-cache-result']

/** Composer, then the Procfile, or PHPUnit: by its own file of settings, or over `*Test.php`. */
export const phpSuite: SuiteConventions = (source, line) => {
  const build = composerBuild(source)
  if (line !== undefined) return { build, run: shellLine(line), env: {} }
  if (hasPhpunitSettings(source)) return { build, run: phpunit, env: {} }
  if (![...source.keys()].some((path) => path.endsWith('Test.php') && !path.startsWith('vendor/')))
    return { refusal: nothingToRun }
  return { build, run: [...phpunit, ...bootstrapOf(source), '.'], env: {} }
}

const nothingToRun = 'There is nothing to run: no "test:" line in a Procfile, no phpunit.xml, and no file *Test.php.'
