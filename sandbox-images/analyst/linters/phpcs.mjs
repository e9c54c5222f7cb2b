import { php, ruleElement, runWithRuleset } from './php.mjs'
import { readVersion } from './run-driver.mjs'

const propertiesOf = {
  'Generic.Files.LineLength': { lineLimit: 160, absoluteLineLimit: 0 },
}

export const reader = {
  name: 'phpcs',

  async versions() {
    return { phpcs: await readVersion([...php, '/usr/bin/phpcs', '--version'], /\d+(\.\d+)+/) }
  },

  read(task) {
    return runWithRuleset(
      'run-phpcs.php',
      task,
      task.rules.map((sniff) => ruleElement(sniff, propertiesOf[sniff])),
    )
  },
}
