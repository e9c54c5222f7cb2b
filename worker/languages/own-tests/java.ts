import type { SourceTree } from '../../../contracts/source-tree.js'
import type { StartPlan } from '../start-plan.js'
import { compileJava, isTestSource } from '../java.js'
import type { NoOwnTests, OwnTestsPlan } from './own-tests-plan.js'

/** Where the launcher of the image looks for tests: Maven's habit, taken over for plain sources. */
const testClasses = 'target/test-classes'

/** JUnit 5: as Maven compiles them, else the plain sources in `test`, `tests` or `src/test`. */
export function javaOwnTests(source: SourceTree, service: StartPlan): OwnTestsPlan | NoOwnTests {
  const tests = [...source.keys()].filter((path) => path.endsWith('.java') && isTestSource(path)).sort()
  return source.has('pom.xml') ? planMaven(tests, service) : planSources(source, tests, service)
}

function planMaven(tests: readonly string[], service: StartPlan): OwnTestsPlan | NoOwnTests {
  const command = 'mvn test'
  if (!tests.some((path) => path.startsWith('src/test/java/')))
    return { command, missing: 'There is no .java file in src/test/java.' }
  return {
    command,
    builds: [['build-maven', '--with-tests']],
    folder: '.',
    options: ['@target/test-classpath'],
    env: service.env,
  }
}

function planSources(source: SourceTree, tests: readonly string[], service: StartPlan): OwnTestsPlan | NoOwnTests {
  const command = 'junit --scan-classpath'
  if (tests.length === 0) return { command, missing: 'There is no .java file in test, tests or src/test.' }
  const resources = [...source.keys()].some((path) => path.startsWith('src/test/resources/'))
    ? ['src/test/resources']
    : []
  const env = { ...service.env, CLASSPATH: [service.env.CLASSPATH, testClasses, ...resources].join(':') }
  return {
    command,
    builds: [...(service.build === null ? [] : [service.build]), compileJava(testClasses, tests)],
    folder: '.',
    options: [],
    env,
  }
}
