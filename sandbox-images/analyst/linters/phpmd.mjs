import { ruleElement, runWithRuleset } from './php.mjs'
import { readVersion } from './run-driver.mjs'

/** In which of PHPMD's rule sets a rule is. */
const setOf = Object.fromEntries(
  Object.entries({
    cleancode: ['DuplicatedArrayKey', 'ErrorControlOperator', 'IfStatementAssignment'],
    codesize: ['ExcessiveParameterList', 'TooManyFields', 'TooManyMethods'],
    design: [
      'CountInLoopExpression',
      'DepthOfInheritance',
      'DevelopmentCodeFragment',
      'EmptyCatchBlock',
      'EvalExpression',
      'GotoStatement',
    ],
    naming: ['ConstructorWithNameAsEnclosingClass'],
    unusedcode: ['UnusedLocalVariable', 'UnusedPrivateField'],
  }).flatMap(([set, rules]) => rules.map((rule) => [rule, set])),
)

const propertiesOf = {
  DevelopmentCodeFragment: { 'ignore-namespaces': 'true' },
  ExcessiveParameterList: { minimum: 8 },
  TooManyMethods: { maxmethods: 30 },
  TooManyFields: { maxfields: 20 },
  UnusedLocalVariable: { 'allow-unused-foreach-variables': 'true' },
}

export const reader = {
  name: 'phpmd',

  async versions() {
    return { phpmd: await readVersion(['dpkg-query', '--show', '--showformat=${Version}', 'phpmd'], /^[\d.]+/) }
  },

  read(task) {
    return runWithRuleset(
      'run-phpmd.php',
      task,
      task.rules.map((rule) => ruleElement(reference(rule), propertiesOf[rule])),
    )
  },
}

function reference(rule) {
  if (setOf[rule] === undefined) throw new Error(`phpmd has no rule ${rule}`)
  return `rulesets/${setOf[rule]}.xml/${rule}`
}
