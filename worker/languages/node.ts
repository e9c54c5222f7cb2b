import { procfileLine } from './procfile.js'
import { readPackageJson } from './package-json.js'
import { shellLine, type LanguageConventions } from './start-plan.js'
import { planTypeScript } from './typescript.js'

/** Frameworks of the image live in /node_modules, where both `require` and `import` look for them from /app. */
export const nodePath = '/app/node_modules/.bin:/node_modules/.bin:/usr/local/bin:/usr/bin:/bin'
const env = { NODE_ENV: 'production', PATH: nodePath }

const mainFiles = ['server.js', 'index.js', 'app.js', 'server.mjs', 'index.mjs', 'app.mjs', 'server.cjs', 'index.cjs', 'app.cjs']

/**
 * `npm run build` if there is a build script, else `tsc` if there is TypeScript; then the Procfile, the start script, the
 * `main` of package.json, or a main file. A package.json that cannot be read is in nobody's way: Node would refuse to start
 * beside it, so it is removed.
 */
export const nodeConventions: LanguageConventions = (source) => {
  const { scripts, main: named, fault } = readPackageJson(source.get('package.json'))
  const web = procfileLine(source, 'web')
  const usual = mainFiles.find((file) => source.has(file))
  if (fault !== undefined) {
    const start = web === undefined && usual === undefined ? undefined : startOf(web, usual ?? '')
    return start ? { build: ['rm', 'package.json'], start, env, note: `${fault} It was not used.` } : { refusal: fault }
  }
  // The script itself, as npm would run it: npm as a parent costs memory and half a second, and hides signals.
  const line = web ?? scripts.start
  const main = (named === undefined ? [] : [named, `${named}.js`, `${named.replace(/\/$/, '')}/index.js`]).find((file) => source.has(file)) ?? usual
  if (scripts.build !== undefined) return { build: ['npm', 'run', 'build'], start: startOf(line, named ?? main ?? 'server.js'), env }
  const compiled = line === undefined && main !== undefined ? undefined : planTypeScript(source, line)
  const found = main ?? compiled?.main
  return line === undefined && found === undefined
    ? { refusal: nothingToStart }
    : { build: compiled?.build ?? null, start: startOf(line, found ?? ''), env }
}

const startOf = (line: string | undefined, main: string) => (line === undefined ? ['node', main] : shellLine(line))

const nothingToStart =
  `There is nothing to start: no "web:" line in a Procfile, no "start" script in package.json, and none of ${mainFiles.slice(0, 3).join(', ')}, also with .ts.`

/** The `test` script, unless it is what `npm init` writes: that one says that there is no test, and fails. */
export const testScriptOf = (scripts: Readonly<Record<string, string>>): string | undefined =>
  scripts.test?.includes('no test specified') ? undefined : scripts.test
