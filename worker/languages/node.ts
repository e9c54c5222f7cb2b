import type { SourceTree } from '../../contracts/source-tree.js'
import { procfileLine } from './procfile.js'
import { readPackageJson, type Fault } from './package-json.js'
import { shellLine, type LanguageConventions, type StartPlan, type StartRefusal } from './start-plan.js'
import { planTypeScript } from './typescript.js'

/** Frameworks of the image live in /node_modules, where both `require` and `import` look for them from /app. */
export const nodePath = '/app/node_modules/.bin:/node_modules/.bin:/usr/local/bin:/usr/bin:/bin'
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
export const nodeConventions: LanguageConventions = (source) => {
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
export function refuseWithoutStart(source: SourceTree): StartRefusal | undefined {
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
export const testScriptOf = (scripts: Readonly<Record<string, string>>): string | undefined =>
  scripts.test?.includes('no test specified') ? undefined : scripts.test
