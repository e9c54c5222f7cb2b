import type { Language } from '../../../contracts/language.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { planStart } from '../plan-start.js'
import { dotnetOwnTests } from './dotnet.js'
import { javaOwnTests } from './java.js'
import { nodeOwnTests } from './node.js'
import type { NoOwnTests, OwnTestsConventions, OwnTestsPlan } from './own-tests-plan.js'
import { phpOwnTests } from './php.js'
import { pythonOwnTests } from './python.js'

const conventions: Readonly<Record<Language, OwnTestsConventions>> = {
  node: nodeOwnTests,
  python: pythonOwnTests,
  java: javaOwnTests,
  php: phpOwnTests,
  dotnet: dotnetOwnTests,
}

/** How the tests that a learner wrote for their own service are built and run, as their ecosystem does. */
export function planOwnTests(language: Language, source: SourceTree): OwnTestsPlan | NoOwnTests {
  const service = planStart(language, source)
  if ('refusal' in service) return { command: '', missing: service.refusal }
  return conventions[language](source, service)
}
