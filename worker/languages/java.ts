import { enumerate } from '../../contracts/amounts.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import {
  type LanguageConventions,
  type StartConventions,
  type NoOwnTests,
  type OwnTestsPlan,
  shellLine,
  type StartPlan,
  type StartRefusal,
  type SuiteConventions,
} from './conventions.js'
import { procfileLine, textOf } from './project-files.js'

/**
 * Stands for all libraries of the image. First, because what is recorded of them holds for class paths that begin so.
 */
const javaLibraries = '/opt/java/libraries.jar'
const classesFolder = 'target/classes'

/** `pom.xml`, else plain sources. Then the Procfile, or the one class with a `main` method. */
const start: StartConventions = (source) => {
  const sources = [...source.keys()].filter((path) => path.endsWith('.java') && !isTestSource(path)).sort()
  if (sources.length === 0)
    return {
      refusal: 'There is nothing to start: no .java file outside test folders.',
      advice: 'Submit the source of your service (.java files).',
    }
  const pom = readPom(source)
  const build = pom === undefined ? compileJava(classesFolder, sources) : ['build-maven']
  const env = { CLASSPATH: [javaLibraries, classesFolder, ...resourceFolders(source, sources)].join(':') }
  const web = procfileLine(source, 'web')
  if (web !== undefined) return { build, start: shellLine(web), env }
  const modules = modulesOf(pom)
  if (modules.length > 0) return refuseModules(modules)
  const main = pomMain(pom) ?? onlyMain(source, sources)
  if (typeof main !== 'string' && /<packaging>\s*war\s*</.test(pom ?? '')) return refusalOfWar
  if (typeof main !== 'string') return main
  // What Maven resolved is an argument file; plain sources find the class path in the environment.
  return { build, start: ['java', ...(pom === undefined ? [] : ['@target/classpath']), main], env }
}

/** Without its comments; undefined where there is none. */
const readPom = (source: SourceTree): string | undefined =>
  source.has('pom.xml') ? textOf(source, 'pom.xml').replace(/<!--[^]*?-->/g, '') : undefined

const modulesOf = (pom = '') => [...pom.matchAll(/<module>\s*([^<\s]+)\s*</g)].map((match) => match[1] as string)

const refuseModules = (modules: readonly string[]): StartRefusal => ({
  refusal: `There is nothing to start: pom.xml has modules (${modules.slice(0, 4).join(', ')}), and Assay starts a project that has none.`,
  advice: 'Submit one module, with the sources of the others in it.',
})

const refusalOfWar: StartRefusal = {
  refusal: 'There is nothing to start: pom.xml builds a WAR file, and there is no application server here.',
  advice: 'Add a class with a main method that starts an embedded server: Tomcat and Jetty are installed.',
}

/** Compiled for a learner's own tests only. In a module, a folder called `test` alone may be a package. */
const isTestSource = (path: string): boolean => /^(src\/)?tests?\/|\/src\/test\/java\//.test(path)

/**
 * Compiles as Maven's usual settings would: UTF-8, and the names of parameters kept for frameworks that look for them.
 * The description of a module is left out, which would hide the libraries: they are on the class path, and are no
 * modules.
 */
const compileJava = (into: string, sources: readonly string[]): string[] => [
  'javac',
  '-d',
  into,
  '-encoding',
  'UTF-8',
  '-parameters',
  ...sources.filter((path) => !/(^|\/)module-info\.java$/.test(path)).map(toArgument),
]

/** A name that the compiler would take for an option or for an argument file. */
const toArgument = (path: string) => (/^[-@]/.test(path) ? `./${path}` : path)

/**
 * Where files that are no sources are looked for on the class path: Maven and Gradle copy them beside the classes,
 * javac does not. First at the top, then in each module, in the order in which the build declares them.
 */
function resourceFolders(source: SourceTree, sources: readonly string[]): string[] {
  const compiled = sources.flatMap((path) => /^(.+?)\/src\//.exec(path)?.[1] ?? [])
  const modules = new Set([...declaredModules(source), ...compiled])
  return ['', ...[...modules].filter((name) => !name.includes(':')).map((name) => `${name}/`)].flatMap((module) =>
    ['src/main/resources', 'src/main/java', 'src']
      .map((folder) => module + folder)
      .filter((folder) => [...source.keys()].some((path) => path.startsWith(`${folder}/`))),
  )
}

function declaredModules(source: SourceTree): string[] {
  const settings = source.has('settings.gradle.kts') ? 'settings.gradle.kts' : 'settings.gradle'
  const included = textOf(source, settings)
    .replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '')
    .matchAll(/\binclude\b\s*\(?((?:\s*,?\s*['"][\w:./-]+['"])+)/g)
  return [
    ...modulesOf(readPom(source)),
    ...[...included].flatMap(([, names = '']) => names.match(/[\w:./-]+/g) ?? []),
  ].map((name) => name.replace(/^:/, '').replaceAll(':', '/'))
}

/** The class a pom names for a plugin or by a usual property, if it is one class. */
function pomMain(pom = ''): string | undefined {
  const named = pom.matchAll(/<(mainClass|exec\.mainClass|start-class|main\.class)>\s*([\w.$]+)\s*</g)
  const names = new Set([...named].map((match) => match[2] as string))
  return names.size === 1 ? [...names][0] : undefined
}

function onlyMain(source: SourceTree, paths: readonly string[]): string | StartRefusal {
  const all = paths.flatMap((path) => findMains(path, textOf(source, path)))
  const classic = all.filter((main) => main.isClassic)
  const mains = classic.length > 0 ? classic : all
  const [first, ...others] = mains
  if (first === undefined) return { refusal: noMain }
  return others.length === 0
    ? first.className
    : {
        refusal: describeMany(mains),
        advice: `Add a Procfile that names the one to start, as in: web: java ${first.className}`,
      }
}

const noMain =
  'There is nothing to start: no "web:" line in a Procfile, and no class has a "public static void main(String[] args)".'

function describeMany(mains: readonly JavaMain[]): string {
  const shown = mains.slice(0, shownMains).map((main) => main.path)
  const places = mains.length > shownMains ? `${shown.join(', ')} and others` : enumerate(shown, shownMains)
  const count = ['two', 'three', 'four', 'five'][mains.length - 2] ?? mains.length
  return `There are ${count} main methods, in ${places}.`
}

const shownMains = 5

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
const suite: SuiteConventions = (source, line) => {
  const sources = [...source.keys()].filter((path) => path.endsWith('.java')).sort()
  if (sources.length === 0) return { refusal: 'There is nothing to run: no .java file.' }
  return { build: compileJava(classesFolder, sources), run: line === undefined ? junit : shellLine(line), env }
}

/** Where the launcher of the image looks for tests: Maven's habit, taken over for plain sources. */
const testClasses = 'target/test-classes'

/** JUnit 5: as Maven compiles them, else the plain sources in `test`, `tests` or `src/test`. */
function ownTests(source: SourceTree, service: StartPlan): OwnTestsPlan | NoOwnTests {
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

/** A `main` method and the class that `java` must be given to run it. */
interface JavaMain {
  path: string
  className: string
  /** `static void main(String[] args)`, which every version runs; else one of the shorter forms of JEP 512. */
  isClassic: boolean
}

/** All `main` methods of a source file, told from its text alone: comments and literals are no code. */
export function findMains(path: string, source: string): JavaMain[] {
  const code = blankOut(source)
  const packageName = /\bpackage\s+([\w.]+)\s*;/.exec(code)?.[1]
  return [...code.matchAll(mainMethod)].map((match) => {
    const types = enclosingTypes(code.slice(0, match.index))
    // Outside of any class, the file is one (JEP 512).
    const name = types.join('$') || (path.split('/').at(-1) as string).replace(/\.java$/, '')
    const isClassic = /\bstatic\b/.test(match[1] ?? '') && match[2] !== undefined
    return { path, className: packageName === undefined ? name : `${packageName}.${name}`, isClassic }
  })
}

/** Modifiers, the name, and nothing or one array of strings. A call has no `void` before it. */
const mainMethod =
  /((?:\b(?:public|protected|static|final|synchronized|strictfp)\s+)*)\bvoid\s+main\s*\(\s*(?:(?:final\s+)?(?:java\.lang\.)?(String)\s*(?:\[\s*\]|\.\.\.)\s*\w+|(?:final\s+)?(String)\s+\w+\s*\[\s*\])?\s*\)/g

/** Text blocks first: their quotes would be taken for those of a string. Lengths are kept. */
const notCode = /"""[^]*?(?<!\\)"""|\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g

const blankOut = (source: string) => source.replace(notCode, (text) => ' '.repeat(text.length))

/** Names of the types that are still open at the end of `code`, from the outermost. */
function enclosingTypes(code: string): string[] {
  const open: (string | undefined)[] = []
  let declared: string | undefined
  for (const [token, name] of code.matchAll(/\b(?:class|interface|enum|record)\s+(\w+)|[{};]/g)) {
    if (name !== undefined) declared = name
    else if (token === '}') open.pop()
    else {
      if (token === '{') open.push(declared)
      declared = undefined
    }
  }
  return open.filter((name) => name !== undefined)
}

export const java: LanguageConventions = { start, suite, ownTests }
