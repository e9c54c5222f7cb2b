import type { SourceTree } from '../../contracts/source-tree.js'
import {
  type LanguageConventions,
  type StartConventions,
  type OwnTestsConventions,
  shellLine,
  type StartPlan,
  type StartRefusal,
  type SuiteConventions,
} from './conventions.js'
import { type Fault, procfileLine, readPackageJson } from './project-files.js'

/** Frameworks of the image live in /node_modules, where both `require` and `import` look for them from /app. */
const nodePath = '/app/node_modules/.bin:/node_modules/.bin:/usr/local/bin:/usr/bin:/bin'
const env = { NODE_ENV: 'production', PATH: nodePath }

const mainFiles = [
  'server.js',
  'index.js',
  'app.js',
  'server.mjs',
  'index.mjs',
  'app.mjs',
  'server.cjs',
  'index.cjs',
  'app.cjs',
]

/**
 * `npm run build` if there is a build script, else `tsc` if there is TypeScript; then the Procfile, the start script,
 * the `main` of package.json, or a main file.
 */
const start: StartConventions = (source) => {
  const read = readPackageJson(source.get('package.json'))
  const web = procfileLine(source, 'web')
  const usual = mainFiles.find((file) => source.has(file))
  if (read.fault !== undefined) return planWithout(read.fault, web, usual)
  // The script itself, as npm would run it: npm as a parent costs memory and half a second, and hides signals.
  const line = web ?? read.scripts.start
  const main = findNamed(source, read.main) ?? usual
  if (read.scripts.build !== undefined)
    return { build: ['npm', 'run', 'build'], start: startOf(line, read.main ?? main ?? 'server.js'), env }
  const compiled = line === undefined && main !== undefined ? undefined : planTypeScript(source, line)
  return startPlan(line, main ?? compiled?.main, compiled?.build ?? null)
}

function startPlan(
  line: string | undefined,
  main: string | undefined,
  build: StartPlan['build'],
): StartPlan | StartRefusal {
  if (line === undefined && main === undefined) return { refusal: nothingToStart }
  return { build, start: startOf(line, main ?? ''), env }
}

/** Without a package.json that cannot be read, which Node would refuse to start beside. */
function planWithout(
  { detail, advice }: Fault,
  web: string | undefined,
  main: string | undefined,
): StartPlan | StartRefusal {
  if (web === undefined && main === undefined) return { refusal: detail, advice }
  return {
    build: ['rm', 'package.json'],
    start: startOf(web, main ?? ''),
    env,
    note: `${detail} It was not used.`,
    noteAdvice: advice,
  }
}

/** The file that `main` means, as Node finds it. */
function findNamed(source: SourceTree, main: string | undefined): string | undefined {
  if (main === undefined) return undefined
  return [main, `${main}.js`, `${main.replace(/\/$/, '')}/index.js`].find((file) => source.has(file))
}

const startOf = (line: string | undefined, main: string) => (line === undefined ? ['node', main] : shellLine(line))

const nothingToStart = `There is nothing to start: no "web:" line in a Procfile, no "start" script in package.json, and none of ${mainFiles.slice(0, 3).join(', ')} (or the same with .ts).`

/** Tools that restart a program at each change, and what runs it without them. */
const watchers =
  /^(?:npx\s+)?(?:(nodemon|node\s+--watch)|(ts-node-dev|ts-node|tsx\s+watch))\s+(?:-\S+\s+)*(\S+\.[cm]?[jt]sx?.*)$/

/** Where only the script for development says what to start: which `start` script does the same. */
function explainNoStart(source: SourceTree): StartRefusal | undefined {
  const { scripts } = readPackageJson(source.get('package.json'))
  const [name, script] =
    ['dev', 'develop', 'serve', 'watch']
      .map((one) => [one, scripts[one]?.trim()] as const)
      .find(([, line]) => line !== undefined) ?? []
  const [, plain, , rest] = watchers.exec(script ?? '') ?? []
  const line = rest === undefined ? script : `${plain === undefined ? 'tsx' : 'node'} ${rest}`
  const file = /^(?:node|tsx)\s+(?:-\S+\s+)*(?:\.\/)?(\S+)/.exec(line ?? '')?.[1]
  if (file === undefined || scripts.start !== undefined || ![file, `${file}.js`].some((path) => source.has(path)))
    return undefined
  return {
    refusal: `There is nothing to start: package.json has a "${name}" script but no "start" script.`,
    advice: `Add to the scripts of package.json: "start": "${line}"`,
  }
}

/** The `test` script, unless it is what `npm init` writes: that one says that there is no test, and fails. */
const testScriptOf = (scripts: Readonly<Record<string, string>>): string | undefined =>
  scripts.test?.includes('no test specified') ? undefined : scripts.test

const suiteEnv = { NODE_ENV: 'test', PATH: nodePath }

const testFile = /\.test\.[cm]?js$/
const typeScriptFile = /\.test\.[cm]?ts$/

/**
 * `npm run build` if there is a build script. Then the Procfile, the test script, or Node's own runner over `*.test.js`
 * or `*.test.ts`.
 */
const suite: SuiteConventions = (source, line) => {
  const { scripts, fault } = readPackageJson(source.get('package.json'))
  if (fault !== undefined) return { refusal: fault.detail, advice: fault.advice }
  const build = scripts.build === undefined ? null : ['npm', 'run', 'build']
  const own = line ?? testScriptOf(scripts)
  if (own !== undefined) return { build, run: shellLine(own), env: suiteEnv }
  const paths = [...source.keys()].sort()
  const files = paths.filter((path) => testFile.test(path))
  if (files.length > 0) return { build, run: ['node', '--test', ...files], env: suiteEnv }
  const typed = paths.filter((path) => typeScriptFile.test(path))
  return typed.length > 0
    ? { build, run: ['node', '--import', 'tsx', '--test', ...typed], env: suiteEnv }
    : { refusal: nothingToRun }
}

const nothingToRun =
  'There is nothing to run: no "test:" line in a Procfile, no "test" script in package.json, and no file *.test.js, *.test.mjs or *.test.ts.'

const command = 'npm test'

/** The `test` script of package.json, whatever runner it calls. */
const ownTests: OwnTestsConventions = (source, service) => {
  const { scripts } = readPackageJson(source.get('package.json'))
  if (testScriptOf(scripts) === undefined) return { command, missing: 'package.json has no script "test".' }
  return {
    command,
    builds: service.build === null ? [] : [service.build],
    folder: '.',
    options: service.build === null ? [] : ['--compiled'],
    env: { PATH: service.env.PATH ?? '' }, // without NODE_ENV: runners set their own
  }
}

/**
 * How TypeScript becomes something that Node starts. `main` is what the compiler makes of the main file, if there is
 * one.
 */
export interface TypeScriptPlan {
  build: readonly string[]
  main: string | undefined
}

const mainFile = /^(src\/)?(server|index|app|main)\.[mc]?ts$/
const outFolder = 'dist'

/** Without a tsconfig.json: strict, for this Node, and with its types, which no project gets unasked. */
const plainOptions = ['--target', 'es2024', '--module', 'nodenext', '--types', 'node', '--skipLibCheck']

/**
 * Compiles by the compiler of the image: the project of a tsconfig.json, else a main file alone. `start` is the
 * learner's own start line; where it says what to run, the project's settings say where that lies. Undefined: nothing
 * to compile.
 */
function planTypeScript(source: SourceTree, start: string | undefined): TypeScriptPlan | undefined {
  const main = [...source.keys()].filter((path) => mainFile.test(path)).sort((a, b) => rank(a) - rank(b))[0]
  const hasProject = source.has('tsconfig.json')
  if (start !== undefined)
    return hasProject && !runsSources(start) ? { build: ['tsc', '-p', '.'], main: undefined } : undefined
  if (main === undefined) return undefined
  const options = hasProject ? ['-p', '.', '--noEmit', 'false'] : [...plainOptions, main]
  return {
    build: ['tsc', ...options, '--rootDir', '.', '--outDir', outFolder],
    main: `${outFolder}/${main.replace(/ts$/, 'js')}`,
  }
}

/** The top folder before src, and the names in the order of the pattern. */
const rank = (path: string) =>
  (path.startsWith('src/') ? 4 : 0) + ['server', 'index', 'app', 'main'].indexOf(path.replace(/^src\/|\.[mc]?ts$/g, ''))

/** A line that runs TypeScript as it is, by Node itself or by tsx: compiling would only be in its way. */
const runsSources = (start: string) => /\btsx\b|\bts-node\b|\.[mc]?ts\b/.test(start)

export const node: LanguageConventions = { start, suite, ownTests, explainNoStart }
