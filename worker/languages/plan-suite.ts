import type { Language } from '../../contracts/language.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import { dotnetSuite } from './dotnet-suite.js'
import { javaSuite } from './java-suite.js'
import { nodeSuite } from './node-suite.js'
import { phpSuite } from './php-suite.js'
import { refuseUnusable } from './plan-start.js'
import { pythonSuite } from './python-suite.js'
import { procfileLine } from './procfile.js'
import type { StartRefusal } from './start-plan.js'
import type { SuiteConventions, SuitePlan } from './suite-plan.js'

const conventions: Readonly<Record<Language, SuiteConventions>> = {
  node: nodeSuite,
  python: pythonSuite,
  java: javaSuite,
  php: phpSuite,
  dotnet: dotnetSuite,
}

/** How a suite in this language is built and run. */
export function planSuite(language: Language, source: SourceTree): SuitePlan | StartRefusal {
  const planned = conventions[language](source, procfileLine(source, 'test'))
  return 'run' in planned ? (refuseUnusable(planned.run) ?? planned) : planned
}
