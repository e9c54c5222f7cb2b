import { enumerate } from '../../../contracts/amounts.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import type { Cause } from './cause.js'
import type { RunFacts } from '../verdict.js'

const seeInstalled = 'The page Installed (/images) lists everything that is installed.'

/** What to write instead of a command that the images do not have. */
export function commandAdvice(command: string): string {
  const other = instead[command]
  if (other !== undefined) return `Use ${other} instead. ${seeInstalled}`
  return (
    commands.find(([pattern]) => pattern.test(command))?.[1] ??
    'Assay installs nothing for you: the page Installed (/images) lists what is available.'
  )
}

/** Commands that only front ends need. */
export const builders = /^(vite|react-scripts|ng|vue-cli-service|parcel|webpack|svelte-kit|astro)$/

const commands: readonly [RegExp, string][] = [
  [/^(yarn|pnpm)$/, 'Use npm: write "npm run <script>", or the command that the script runs.'],
  [/^(deno|bunx?)$/, 'Use Node: "node <file>" also runs TypeScript files, and "npm run <script>" runs a script.'],
  [
    /^(uv|poetry|pipenv|pdm|hatch)$/,
    'Remove it from the line: the packages are available without it, as in "web: gunicorn app:app".',
  ],
  [/^(ts-node|ts-node-dev)$/, 'Use tsx, which does the same: "tsx src/server.ts".'],
  [
    /^(nodemon|pm2|forever|concurrently)$/,
    'Start only the server, as in "node server.js": there is nothing to watch or restart here.',
  ],
  [
    /^(rerun|shotgun|foreman|guard)$/,
    'Start only the server, as in "ruby app.rb": there is nothing to watch or restart here.',
  ],
  [
    /^(pip3?|apt|apt-get|composer|mvnw|gradle|gradlew)$/,
    'Nothing can be installed, neither in the build nor at the start: the page Installed (/images) lists what is available.',
  ],
  [builders, 'It builds a front end, which is not needed here: remove it from the script.'],
  [/^docker(-compose)?$/, 'Docker is not used: the "web:" line of a Procfile starts the service.'],
]

/** A package that a program did not find, and the line that says so. */
export interface MissingPackage {
  name: string
  line: string
}

/** Of a module that Python did not find. Undefined unless it has the name of a folder that became the top level. */
export function topFolderAdvice(
  { name, line }: MissingPackage,
  source: SourceTree,
  topFolder: string | undefined,
): Cause | undefined {
  if (!topFolder?.split('/').includes(name) || isOwn(name, source)) return undefined
  return {
    detail: `It imports "${name}", but the contents of the folder "${topFolder}" are the top level of your submission, so nothing has that name: ${line}`,
    advice: `Submit the folder "${name}" with a Procfile beside it, as in "web: uvicorn ${name}.main:app": then it keeps its name.`,
  }
}

/**
 * Of packages, modules or classes that a program did not find. Undefined where all are the submission's own: then the
 * exception itself says more.
 */
export function packageAdvice(missing: readonly MissingPackage[], source: SourceTree): Cause | undefined {
  const foreign = missing.filter(({ name }) => !isOwn(name, source))
  const names = [...new Set(foreign.map(({ name }) => name))]
  if (names.length === 0) return undefined
  return {
    detail:
      names.length === 1
        ? `Something it needs is not installed here: ${foreign[0]?.line}`
        : `Packages that it needs are not installed here: ${enumerate(names, mostNames)}.`,
    advice: `${adviseInstead(names, names.length > 1)}${seeInstalled} You can include the source of a package that needs no compiler, in a folder other than node_modules or venv.`,
  }
}

const mostNames = 5

const topOf = (name: string) => name.split(/[./]/)[0] ?? ''

const isOwn = (name: string, source: SourceTree) =>
  [...source.keys()].some((path) => path.split('/').some((part) => part.replace(/\.\w+$/, '') === topOf(name)))

/** What to use in the place of packages, where something does their work. */
function adviseInstead(names: readonly string[], areNamed: boolean): string {
  const replaced = names
    .map((name) => [name, instead[name] ?? instead[topOf(name)]] as const)
    .filter(([, other]) => other !== undefined)
  return replaced.map(([name, other]) => `Use ${other} instead${areNamed ? ` of ${name}` : ''}. `).join('')
}

/** Of what a build did not find among the packages of its image. */
export const buildAdvice = (names: readonly string[]): Cause => ({
  detail: `The project needs something that is not installed here: ${enumerate(names, mostNames)}.`,
  advice: `${adviseInstead(names, true)}${seeInstalled} The build log below names what is missing.`,
})

/** Of packages that javac did not find; undefined where all are the submission's own. */
export function javaPackageAdvice(missing: readonly MissingPackage[], source: SourceTree): Cause | undefined {
  const paths = [...source.keys()]
  const foreign = missing.filter(({ name }) => !paths.some((path) => path.includes(`${name.replaceAll('.', '/')}/`)))
  const names = [...new Set(foreign.map(({ name }) => name))]
  if (names.length === 0) return undefined
  const hasGradle = paths.some((path) => /^build\.gradle(\.kts)?$/.test(path)) && !source.has('pom.xml')
  const seen =
    names.length === 1
      ? `Something it needs is not installed here: ${foreign[0]?.line}.`
      : `Packages that it needs are not installed here: ${enumerate(names, mostNames)}.`
  return {
    detail: `${seen}${hasGradle ? ' Gradle is not installed either: the sources were compiled by javac.' : ''}`,
    advice: 'Use what is installed: the page Installed (/images) lists it.',
  }
}

/** Packages of many courses that the images do not have, and what does their work there. */
const instead: Readonly<Record<string, string>> = {
  bcrypt: 'bcryptjs',
  axios: 'fetch, which is built into Node,',
  'node-fetch': 'fetch, which is built into Node,',
  sqlite3: 'node:sqlite, which is built into Node,',
  'better-sqlite3': 'node:sqlite, which is built into Node,',
  typeorm: 'knex or sequelize',
  '@prisma/client': 'pg, knex or sequelize',
  prisma: 'pg, knex or sequelize',
  nest: 'express, fastify, koa or hono',
  alembic: 'the create_all() of SQLAlchemy, called at startup,',
  mongoose: 'the database of the exercise',
  mongodb: 'the database of the exercise',
  mariadb: 'mysql2 (in Node) or PyMySQL (in Python)',
  'Pomelo.EntityFrameworkCore.MySql': 'MySqlConnector, without Entity Framework,',
  'MySql.EntityFrameworkCore': 'MySqlConnector, without Entity Framework,',
  'MySql.Data': 'MySqlConnector',
  'Microsoft.AspNetCore.Mvc.NewtonsoftJson': 'System.Text.Json or Newtonsoft.Json',
  'Spring Boot': 'embedded Tomcat or Jetty',
  rails: 'sinatra, with sequel or activerecord,',
  'sinatra-activerecord': 'activerecord',
  grape: 'sinatra',
  roda: 'sinatra',
  hanami: 'sinatra',
  mysql: 'mysql2',
  passlib: 'bcrypt',
  jose: 'PyJWT (in Python) or jsonwebtoken (in Node)',
}

/** What programs say where a library is missing, and the folders such a library may have been sent in. */
const missingLibraries: readonly [RegExp, readonly string[]][] = [
  [
    /Cannot find (module|package) '[^./]|ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND|: not found$|command not found/m,
    ['node_modules'],
  ],
  [/ModuleNotFoundError: No module named/, ['venv', '.venv']],
]

/** What to try where something was missing that may have been in what is left out; `null` where nothing says so. */
export function adviseOnLeftOut({ build, examination }: RunFacts, leftOut: readonly string[] = []): string | null {
  if (examination?.start.ready) return null
  const log = `${build?.log ?? ''}\n${examination?.log ?? ''}`
  const folder = missingLibraries.find(([pattern]) => pattern.test(log))?.[1].find((name) => leftOut.includes(name))
  if (folder === undefined) return null
  return `The folder ${folder} of your upload was left out, because libraries come from the image. To use the source of another library, put it in a folder with another name.`
}
