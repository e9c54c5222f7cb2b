import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runDriver } from './run-driver.mjs'

/** phpcs and phpmd are older than PHP 8.4: what it finds outdated in them is no concern of a learner's. */
const allButDeprecations = 32767 - 8192 - 16384

export const php = [
  'php',
  '-d',
  `error_reporting=${allButDeprecations}`,
  '-d',
  'display_errors=stderr',
  '-d',
  'memory_limit=384M',
  '-d',
  'pcre.jit=0',
]

/** Runs a driver in PHP over files, with a rule set of these elements `rule` and nothing else. */
export function runWithRuleset(driver, { root, files }, elements) {
  return runDriver(php, driver, async (home) => {
    const ruleset = join(home, 'ruleset.xml')
    await writeFile(
      ruleset,
      `<?xml version="1.0"?>\n<ruleset name="assay">\n<description>Rules asked for</description>\n${elements.join('\n')}\n</ruleset>\n`,
    )
    return { root, files, ruleset }
  })
}

/** An element `rule` that names a rule and sets its properties. */
export function ruleElement(reference, properties = {}) {
  const set = Object.entries(properties).map(([name, value]) => `<property name="${name}" value="${value}"/>`)
  return `<rule ref="${reference}"><properties>${set.join('')}</properties></rule>`
}
