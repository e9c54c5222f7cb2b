import { classesFolder, compileJava, javaLibraries } from './java.js'
import { shellLine } from './start-plan.js'
import type { SuiteConventions } from './suite-plan.js'

/** JUnit's console, which is no library: the image has it beside them, with what it stands on. */
const console = ['junit-platform-console', 'junit-platform-reporting', 'open-test-reporting-events', 'picocli'].map(
  (name) => `/usr/share/java/${name}.jar`,
)

const env = { CLASSPATH: [javaLibraries, classesFolder, ...console].join(':') }

const junit = [
  'java',
  'org.junit.platform.console.ConsoleLauncher',
  'execute',
  '--disable-banner',
  '--disable-ansi-colors',
  '--scan-classpath',
  classesFolder,
]

/** All sources are compiled against the libraries of the image. Then the Procfile, or JUnit over all classes. */
export const javaSuite: SuiteConventions = (source, line) => {
  const sources = [...source.keys()].filter((path) => path.endsWith('.java')).sort()
  if (sources.length === 0) return { refusal: 'There is nothing to run: no .java file.' }
  return { build: compileJava(classesFolder, sources), run: line === undefined ? junit : shellLine(line), env }
}
