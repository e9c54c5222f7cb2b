import type { SourceTree } from '../../contracts/source-tree.js'
import type { Cause } from './cause.js'
import type { RunFacts } from './facts.js'

/** What to write instead of a command that the images do not have. */
export function commandAdvice(command: string): string {
  return commands.find(([pattern]) => pattern.test(command))?.[1] ?? 'Nothing is installed for you: what there is stands on the page Installed (/images).'
}

const commands: readonly [RegExp, string][] = [
  [/^(yarn|pnpm|bun)$/, 'There is npm: write "npm run <script>", or what that script runs.'],
  [/^deno$/, 'There is Node: write "node <file>", which runs TypeScript files, too.'],
  [/^(uv|poetry|pipenv|pdm|hatch)$/, 'Leave it out of the line: the packages are there without it, as in "web: gunicorn app:app".'],
  [/^(ts-node|ts-node-dev)$/, 'There is tsx, which does the same: "tsx src/server.ts".'],
  [/^(nodemon|pm2|forever|concurrently)$/, 'Start the server alone, as in "node server.js": nothing is to be watched or restarted here.'],
  [/^(pip3?|apt|apt-get|composer|mvnw|gradle|gradlew)$/, 'Nothing can be installed, neither in the build nor at the start: what there is stands on the page Installed (/images).'],
  [/^docker(-compose)?$/, 'Docker is not used: the service is started by itself, by the "web:" line of a Procfile.'],
]

/**
 * Of a package, module or class that a program did not find. Undefined where it is the submission's own: then the exception
 * itself says more.
 */
export function packageAdvice(line: string, name: string, source: SourceTree): Cause | undefined {
  const top = name.split(/[./]/)[0] ?? ''
  if ([...source.keys()].some((path) => path.split('/').some((part) => part.replace(/\.\w+$/, '') === top))) return undefined
  const other = instead[name] ?? instead[top]
  return {
    detail: `What it needs is not installed here: ${line}`,
    advice: `${other === undefined ? '' : `Use ${other} instead. `}All that is installed stands on the page Installed (/images). A package without compiled parts can be sent along.`,
  }
}

/** Packages of many courses that the images do not have, and what does their work there. */
const instead: Readonly<Record<string, string>> = {
  bcrypt: 'bcryptjs',
  mysql: 'mysql2',
  axios: 'fetch, which Node has,',
  'node-fetch': 'fetch, which Node has,',
  sqlite3: 'node:sqlite, which Node has,',
  'better-sqlite3': 'node:sqlite, which Node has,',
  typeorm: 'knex or sequelize',
  '@prisma/client': 'pg, knex or sequelize',
  prisma: 'pg, knex or sequelize',
  mongoose: 'the database of the exercise',
  mongodb: 'the database of the exercise',
  mariadb: 'mysql2 (in Node) or PyMySQL (in Python)',
  passlib: 'bcrypt',
  jose: 'PyJWT (in Python) or jsonwebtoken (in Node)',
}

/** What programs say where a library is missing, and the folders such a library may have been sent in. */
const missingLibraries: readonly [RegExp, readonly string[]][] = [
  [/Cannot find (module|package) '[^./]|ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND|: not found$|command not found/m, ['node_modules']],
  [/ModuleNotFoundError: No module named/, ['venv', '.venv']],
]

/** What to try where something was missing that may have been in what is left out; `null` where nothing says so. */
export function adviseOnLeftOut({ build, examination }: RunFacts, leftOut: readonly string[] = []): string | null {
  if (examination?.start.ready) return null
  const log = `${build?.log ?? ''}\n${examination?.log ?? ''}`
  const folder = missingLibraries.find(([pattern]) => pattern.test(log))?.[1].find((name) => leftOut.includes(name))
  if (folder === undefined) return null
  return `A library is missing, and the folder ${folder} of your upload was left out: libraries come from the image. Use what is installed here; if it is not there, put its source into a folder of another name.`
}
