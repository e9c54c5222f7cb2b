import { shellLine, webLine, type LanguageConventions } from './start-plan.js'

/** Frameworks of the image live in /node_modules, where both `require` and `import` look for them from /app. */
const env = { NODE_ENV: 'production', PATH: '/app/node_modules/.bin:/node_modules/.bin:/usr/local/bin:/usr/bin:/bin' }

const mainFiles = ['server.js', 'index.js', 'app.js', 'server.mjs', 'index.mjs', 'app.mjs', 'server.cjs', 'index.cjs', 'app.cjs']

/** `npm run build` if there is a build script; then the Procfile, the start script, or a main file. */
export const nodeConventions: LanguageConventions = (source) => {
  const scripts = readScripts(source.get('package.json'))
  if (scripts === 'broken') return { refusal: 'package.json is not valid JSON.' }
  const build = scripts.build === undefined ? null : ['npm', 'run', 'build']
  const web = webLine(source)
  if (web !== undefined) return { build, start: shellLine(web), env }
  // The script itself, as npm would run it: npm as a parent costs memory and half a second, and hides signals.
  if (scripts.start !== undefined) return { build, start: shellLine(scripts.start), env }
  const main = mainFiles.find((file) => source.has(file))
  if (main === undefined && build === null) {
    return { refusal: `There is nothing to start: no "web:" line in a Procfile, no "start" script in package.json, and none of ${mainFiles.slice(0, 3).join(', ')}.` }
  }
  return { build, start: ['node', main ?? 'server.js'], env }
}

function readScripts(packageJson: Buffer | undefined): Record<string, string> | 'broken' {
  if (!packageJson) return {}
  try {
    const { scripts } = JSON.parse(packageJson.toString('utf8')) as { scripts?: Record<string, unknown> }
    return Object.fromEntries(Object.entries(scripts ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    return 'broken'
  }
}
