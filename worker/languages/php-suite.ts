import { shellLine } from './start-plan.js'
import type { SuiteConventions } from './suite-plan.js'

/** The cache of results could not be written beside read-only source. */
const phpunit = ['phpunit', '--do-not-cache-result']

/** `composer.json` is installed, unless `vendor` came along. Then the Procfile, or PHPUnit: by its own file of settings, or over `*Test.php`. */
export const phpSuite: SuiteConventions = (source, line) => {
  const hasVendor = source.has('vendor/autoload.php')
  const isComposed = source.has('composer.json')
  const build = isComposed && !hasVendor ? ['build-composer'] : null
  if (line !== undefined) return { build, run: shellLine(line), env: {} }
  if (source.has('phpunit.xml') || source.has('phpunit.xml.dist')) return { build, run: phpunit, env: {} }
  if (![...source.keys()].some((path) => path.endsWith('Test.php') && !path.startsWith('vendor/'))) return { refusal: nothingToRun }
  const bootstrap = isComposed || hasVendor ? ['--bootstrap', 'vendor/autoload.php'] : []
  return { build, run: [...phpunit, ...bootstrap, '.'], env: {} }
}

const nothingToRun = 'There is nothing to run: no "test:" line in a Procfile, no phpunit.xml, and no file *Test.php.'
