import type { SourceTree } from '../../../contracts/source-tree.js'
import { beginningOf, procfileLine, textOf } from '../../languages/project-files.js'
import { bodyAt, type Cause, findSourceLines, firstGroup, lineNumberAt, mentions } from './cause.js'
import { findDevelopmentKeys } from './dotnet.js'
import { adviseOnIgnored } from './python.js'

/** What PostgreSQL, SQLite, MariaDB and Prisma say, in this order. */
export const missingTable =
  /relation "([^"\n]{1,100})" does not exist|no such table: ([\w.]{1,100})|Table '([^'\n]{1,100})' doesn't exist|The table `([^`\n]{1,100})` does not exist in the current database/

/** Undefined where it is no table that is missing. */
export function explainMissingTable(names: readonly (string | undefined)[], source: SourceTree): Cause | undefined {
  const [postgres, sqlite, mariadb] = names
  const table = firstGroup(names).split('.').at(-1) as string
  if (table.endsWith('_seq')) return undefined
  const created = findCreated(source)
  const isTwin = (name: string) => name !== table && name.toLowerCase() === table.toLowerCase()
  const mariadbTwin = mariadb === undefined ? undefined : created.find(({ name }) => isTwin(name))
  if (mariadbTwin)
    return describeTwin(
      table,
      mariadbTwin,
      'Table names are case-sensitive in MariaDB on Linux: write the name the same way everywhere.',
    )
  const postgresTwin = postgres === undefined ? undefined : created.map(asInPostgres).find(({ name }) => isTwin(name))
  if (postgresTwin) {
    return describeTwin(
      table,
      postgresTwin,
      'PostgreSQL keeps the case of names in double quotes, and changes all others to lower case: write the name the same way everywhere.',
    )
  }
  const maker = created.find(({ name }) => name.toLowerCase() === table.toLowerCase())
  const windowsPath =
    maker &&
    findSourceLines(source, /\.(?:java|cs|py|php|rb|[cm]?[jt]s)$/, /\\/).find(
      ({ text }) => text.replace(/\\+/g, '/').includes(maker.path) && !text.includes(maker.path),
    )
  if (windowsPath) {
    return {
      detail: `The table "${table}" does not exist, because ${windowsPath.path}:${windowsPath.line} names ${maker.path}, which creates it, with "\\": that separates folders only on Windows.`,
      advice: `Write "${maker.path}", which works on every system.`,
    }
  }
  const setting = adviseOnSetting(source)
  if (setting !== undefined) return { detail: `The table "${table}" does not exist.`, advice: setting }
  const how = maker
    ? `${maker.path} creates it: make sure that this runs at every start, before the service listens, and works if the table exists.`
    : adviseCreation(table, source)
  return {
    detail: `The table "${table}" does not exist.`,
    advice: sqlite === undefined ? `The database is empty at the first start. ${how}` : how,
  }
}

const describeTwin = (table: string, { path, name }: CreatedTable, advice: string): Cause => ({
  detail: `There is no table "${table}": ${path} creates ${name}.`,
  advice,
})

const asInPostgres = (table: CreatedTable): CreatedTable =>
  table.isQuoted ? table : { ...table, name: table.name.toLowerCase() }

interface CreatedTable {
  path: string
  name: string
  isQuoted: boolean
}

const findCreated = (source: SourceTree): CreatedTable[] =>
  [...source.keys()].flatMap((path) =>
    [...textOf(source, path).matchAll(/\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?(?:public\.)?(\\?["`])?(\w+)/gi)]
      .map(([, quote, name = '']) => ({ path, name, isQuoted: quote !== undefined }))
      .concat(findCreatedByRuby(path, source)),
  )

/** Of Sequel and Active Record, which quote every name. */
const findCreatedByRuby = (path: string, source: SourceTree): CreatedTable[] =>
  path.endsWith('.rb')
    ? [...textOf(source, path).matchAll(/\bcreate_table[?!]?[ (]+[:"'](\w+)/g)].map(([, name = '']) => ({
        path,
        name,
        isQuoted: true,
      }))
    : []

/** How the frameworks that the source uses create tables. */
function adviseCreation(table: string, source: SourceTree): string {
  const uses = (files: RegExp, words: RegExp) =>
    [...source.keys()].some((path) => files.test(path) && words.test(textOf(source, path)))
  const has = (path: RegExp) => [...source.keys()].some((each) => path.test(each))
  const manage = [...source.keys()].find((path) => /(^|\/)manage\.py$/.test(path))
  if (manage !== undefined && uses(/\.py$/, /\bdjango\b/))
    return adviseDjango(
      manage,
      has(/(^|\/)migrations\/0\w+\.py$/) || /^(django|auth)_/.test(table),
      procfileLine(source, 'web'),
      adviseOnIgnored(source),
    )
  if (uses(/\.cs(proj)?$/, /EntityFrameworkCore/))
    return (
      adviseOnDevelopment(source) ??
      adviseEntityFramework(uses(/\.cs$/, /\.Migrate(?:Async)?\(/), has(/(^|\/)Migrations\/.+\.cs$/))
    )
  if (source.has('artisan'))
    return 'Run the migrations at the start, with this line in the Procfile: "web: php artisan migrate --force && exec serve-fpm public".'
  if (uses(/\.[mc]?[jt]s$/, /\bsequelize\b/)) return 'Call "await sequelize.sync()" before the service listens.'
  if (uses(/\.[mc]?[jt]s$/, /\bknex\b/) && has(/(^|\/)migrations\//))
    return 'Call "await knex.migrate.latest()" before the service listens.'
  if (uses(/\.py$/, /\bflask_sqlalchemy\b/))
    return 'Call "db.create_all()" inside "with app.app_context():" when the service starts.'
  if (uses(/\.py$/, /\bsqlalchemy\b/))
    return `${has(/(^|\/)alembic(\.ini$|\/)/) ? 'Alembic is not installed here. ' : ''}Call "Base.metadata.create_all(engine)" when the service starts.`
  if (uses(/(^|\/)Rakefile$/, /\bmigrate\b/))
    return 'Run the migrations at the start, with this line in the Procfile: "web: rake db:migrate && exec puma -p $PORT".'
  return 'Create your tables when the service starts, before it listens.'
}

/** A call that only the environment of the developer's machine makes. */
function adviseOnDevelopment(source: SourceTree): string | undefined {
  const [call] = [...source.keys()]
    .filter((path) => path.endsWith('.cs'))
    .flatMap((path) => {
      const text = textOf(source, path)
      const match = /IsDevelopment\(\)\s*\)\s*\{[^}]*\b(EnsureCreated|Migrate)(?:Async)?\(/.exec(text)
      return match ? [{ path, name: match[1], line: lineNumberAt(text, match.index) }] : []
    })
  return (
    call &&
    `${call.path}:${call.line} calls ${call.name}() only in Development, and the environment here is Production. Move the call out of the "if".`
  )
}

function adviseEntityFramework(callsMigrate: boolean, hasMigrations: boolean): string {
  if (callsMigrate && hasMigrations)
    return 'Database.Migrate() is called, but none of your migrations creates it: add one with "dotnet ef migrations add", and submit its files. The call must come before app.Run().'
  if (callsMigrate)
    return 'Database.Migrate() is called, but there are no migrations: add one with "dotnet ef migrations add" and submit the folder Migrations, or call EnsureCreated() instead of Migrate().'
  return `Call Database.${hasMigrations ? 'Migrate' : 'EnsureCreated'}() on your DbContext before app.Run().`
}

function adviseDjango(manage: string, hasMigrations: boolean, web: string | undefined, ignored: string): string {
  const make = `Run "python manage.py makemigrations" on your machine, and submit the files that it creates.${ignored}`
  if (web !== undefined && /\bmigrate\b/.test(web)) return make
  const server = web === undefined ? 'exec …' : /[;&|]/.test(web) ? web : `exec ${web.replace(/^exec\s+/, '')}`
  return `${hasMigrations ? '' : `${make} `}Run the migrations at the start, with this line in the Procfile: "web: python ${manage} migrate && ${server}".`
}

/** Advice on a table that is created only with a setting of the developer's machine; undefined where there is none. */
const adviseOnSetting = (source: SourceTree): string | undefined =>
  adviseOnDotnet(source) ?? adviseOnEnvFile(source) ?? adviseOnProfile(source)

const creates = /\b(?:EnsureCreated|Migrate)(?:Async)?\(|\bcreate\s+table\b|\bsync\(|\bmigrate\.latest\(/i

interface Condition {
  path: string
  line: number
  text: string
}

/** Conditions of blocks that create tables. One with "not" may be met where the setting is missing. */
const findConditions = (source: SourceTree, files: RegExp): Condition[] =>
  [...source.keys()]
    .filter((path) => files.test(path) && !/(^|\/)node_modules\//.test(path))
    .flatMap((path) => {
      const text = beginningOf(source, path)
      return [...text.matchAll(/\bif\s*\(([^{};!]{1,200})\)\s*(?=\{)/g)]
        .filter(({ 0: { length }, index }) => creates.test(bodyAt(text, index + length)))
        .map(({ 1: condition = '', index }) => ({
          path,
          line: lineNumberAt(text, index),
          text: condition,
        }))
    })

interface Unread {
  condition: Condition
  key: string
  file: string
  /** Why the file is not read. */
  why: string
  advice: string
}

const describe = ({ condition: { path, line }, key, file, why, advice }: Unread) =>
  `${path}:${line} creates it only with the setting ${key}, which is only in ${file}. This file is not read here: ${why}. ${advice}`

const findWord = (text: string, word: string): string | undefined =>
  new RegExp(String.raw`\b${word}\b`, 'i').exec(text)?.[0]

function adviseOnDotnet(source: SourceTree): string | undefined {
  const development = findDevelopmentKeys(source)
  for (const condition of development ? findConditions(source, /\.cs$/) : []) {
    const key = development?.keys
      .map((each) => findWord(condition.text, /\w+$/.exec(each)?.[0] ?? ' '))
      .find((found) => found !== undefined)
    if (development && key !== undefined)
      return describe({
        condition,
        key: `"${key}"`,
        file: development.path,
        why: 'the environment is Production',
        advice: 'Move the setting to appsettings.json, or create the table without a condition.',
      })
  }
  return undefined
}

/** Of Node: names of variables, each of which is in no other file of settings. */
function adviseOnEnvFile(source: SourceTree): string | undefined {
  const files = [...source.keys()].filter((path) => /(^|\/)\.env(\.\w+)*$/.test(path))
  const [path] = files.filter((each) => /\.env\.(?:development|dev|local)$/.test(each))
  if (
    path === undefined ||
    mentions(source, /\.[mc]?[jt]s$|^package\.json$|^Procfile$/, /\.env\.(?:development|dev|local)\b/)
  )
    return undefined
  const keysOf = (each: string) =>
    [...textOf(source, each).matchAll(/^\s*(?:export\s+)?([A-Z]\w*)\s*=\s*\S/gim)].map(([, key = '']) => key)
  const others = files.filter((each) => each !== path).flatMap(keysOf)
  const keys = keysOf(path).filter((key) => !others.includes(key) && !procfileLine(source, 'web')?.includes(`${key}=`))
  for (const condition of findConditions(source, /\.[mc]?[jt]s$/)) {
    const key = keys.find((each) => findWord(condition.text, `env\\.${each}`) !== undefined)
    if (key !== undefined)
      return describe({
        condition,
        key,
        file: path,
        why: 'nothing loads it',
        advice: 'Create the table without this condition.',
      })
  }
  return undefined
}

/** Of Spring: what creates tables, in the file of a profile that nothing activates. */
function adviseOnProfile(source: SourceTree): string | undefined {
  const setting = /\bddl-auto\s*[:=]\s*["']?(?:update|create)\b|\bsql\.init\.mode\s*=\s*always|^\s*mode:\s*always/
  const main = /(^|\/)application\.(?:properties|ya?ml)$/
  const [place] = findSourceLines(source, /(^|\/)application-(?:dev|development|local)\.(?:properties|ya?ml)$/, setting)
  if (
    !place ||
    mentions(
      source,
      main,
      /\bddl-auto\b|\binit\.mode\b|^\s*mode:\s*always|profiles[.:]\s*(?:active|include|default)/m,
    ) ||
    mentions(source, /^Procfile$|\.java$/, /profiles\.active|PROFILES_ACTIVE|setAdditionalProfiles|@ActiveProfiles/i)
  )
    return undefined
  return `What creates it (${place.path}:${place.line}) is in the file of a profile that is not active here. Move the setting to the application.properties or application.yml without a profile.`
}
