import type { Exchange } from '../../../contracts/protocol/examiner.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { procfileLine, readPackageJson, textOf } from '../../languages/project-files.js'
import { type Cause, findSourceLines, mentions, type SourceLine, type Submitted } from './cause.js'
import { readJson } from './exchanges.js'

/** Where what one request created is not there for a later one: what undoes it, where the source shows that. */
export function explainLostData(
  transcripts: readonly (readonly Exchange[])[],
  { language, source }: Submitted,
): Cause | undefined {
  const lost = transcripts.flatMap(readBack).filter(({ status }) => status === 404)
  if (lost.length === 0) return undefined
  const dropped = lost.every(({ hasRestarted }) => hasRestarted)
    ? (findDrop(source) ?? findTemporaryDatabase(source))
    : undefined
  return dropped ?? findUncommitted(language, source) ?? findUncommittedWrite(language, source)
}

/** A request for what its test had created before. */
interface ReadBack {
  status: number
  /** Since it was created, the test has restarted the service. */
  hasRestarted: boolean
}

/** The requests for what the test had created and not deleted. */
export function readBack(transcript: readonly Exchange[]): ReadBack[] {
  const created = new Map<string, number>()
  const found: ReadBack[] = []
  let restarts = 0
  for (const { before, method, path, status, responseBody } of transcript) {
    if (before) restarts += 1
    const name = decodeURIComponentSafely((path.split('?')[0] ?? '').split('/').at(-1) ?? '')
    if (method === 'POST' && status === 201) for (const id of readIds(responseBody)) created.set(id, restarts)
    if (method === 'DELETE') created.delete(name)
    if (method === 'GET' && status !== null && created.has(name))
      found.push({ status, hasRestarted: created.get(name) !== restarts })
  }
  return found
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function readIds(body: string | null): string[] {
  const read = readJson(body) as Record<string, unknown> | null | undefined
  return ['id', 'code', 'uuid', 'slug', 'key']
    .map((name) => read?.[name])
    .filter((id) => typeof id === 'string' || typeof id === 'number')
    .map(String)
}

/**
 * Tables that are dropped when the service starts: by the start line, by a file that it runs, or by other code. Scripts
 * for tests and migrations drop tables on purpose.
 */
function findDrop(source: SourceTree): Cause | undefined {
  const start = startLines(source)
  const command = dropCommands.exec(start)?.[0]
  if (command !== undefined)
    return {
      detail: `The start line runs "${command}", which drops the tables, so a restart loses all data.`,
      advice: keep,
    }
  const found = findSourceLines(
    source,
    /\.(?:[mc]?[jt]s|py|java|php|cs|rb|ru|sql|sh|properties|ya?ml|xml)$|\bbin\/www$/,
    drops,
  )
  const isRun = ({ path }: SourceLine) => namesFile(start, path)
  const isApart = ({ path }: SourceLine) =>
    /(?:^|\/)(?:migrations?|migrate|seeds?|seeders|fixtures|scripts|tools)\/|(?:^|\/)bin\/(?!www$)|\.sh$/.test(path)
  const drop =
    found.find(isRun) ?? found.filter((line) => !isApart(line)).find(({ path }) => !undoes(textOf(source, path)))
  return (
    drop && {
      detail: `${drop.path}:${drop.line} drops the tables${isRun(drop) ? ', and the start line runs it' : ''}, so a restart loses all data.`,
      advice: /\bdropSchema\(/.test(drop.text)
        ? 'Keep the tables when the service starts: in Doctrine, call updateSchema() instead of dropSchema() and createSchema().'
        : keep,
    }
  )
}

const keep = 'Keep the tables when the service starts: create them only if they do not exist.'

/** What runs at every start, with the scripts of package.json that it calls. */
function startLines(source: SourceTree): string {
  const { scripts } = readPackageJson(source.get('package.json'))
  const web = procfileLine(source, 'web')
  const lines = web === undefined ? [scripts.start ?? ''] : [web]
  for (const line of lines)
    for (const [, name = 'start'] of line.matchAll(/\bnpm (?:(?:-s|--silent) )?(?:run |start\b)([\w:-]+)?/g))
      for (const script of [scripts[`pre${name}`], scripts[name]])
        if (script !== undefined && !lines.includes(script)) lines.push(script)
  return lines.join('\n')
}

/** `python -m app.reset` names app/reset.py. */
const namesFile = (start: string, path: string): boolean =>
  start.split(/[\s;&|"']+/).some((word) => {
    const named = word.replace(/^\.\//, '')
    return named === path || (path.endsWith('.py') && named === path.replace(/\.py$/, '').replaceAll('/', '.'))
  })

/** Files that say how to undo a change, too. */
const undoes = (text: string): boolean => /\bdown\s*(?:\(|=)|['"]down['"]|\bdef downgrade\b/.test(text)

const dropCommands =
  /\bmigrate:(?:fresh|refresh|reset)\b|\bdb:(?:wipe|drop|reset)\b|\bdoctrine:(?:schema|database):drop\b|\borm:schema-tool:drop\b|\bmigrate reset\b|\bdb push\b.*--force-reset|\bmigrate:rollback\b|\balembic downgrade\b|\bmanage\.py (?:flush|reset_db)\b|\bflyway\b.*\bclean\b|\bdropdb\b|\bDROP\s+(?:TABLE|SCHEMA|DATABASE)\b/i

const drops = new RegExp(
  [
    String.raw`\bdrop_(?:all|tables?)\(`,
    String.raw`\bdrop_tables?\??[ (]+:`,
    String.raw`\bcreate_table!`,
    String.raw`\bcreate_table\b.*\bforce:\s*(?:true|:cascade)`,
    String.raw`\bDROP\s+(?:TABLE|SCHEMA|DATABASE)\b`,
    String.raw`\bdrop(?:Schema|Database|Table|TableIfExists|IfExists|AllTables)\(`,
    String.raw`\bdropSchema:\s*true\b`,
    String.raw`\bsequelize\.drop\(`,
    String.raw`\bsynchronize\(\s*true\b`,
    String.raw`\bflyway\.clean\(`,
    String.raw`['"](?:migrate:(?:fresh|refresh|reset)|db:wipe)\b`,
    String.raw`\bcall_command\(\s*['"](?:flush|reset_db)['"]`,
    String.raw`\bEnsureDeleted(?:Async)?\(`,
    String.raw`\bsync\(\s*\{\s*force:\s*true`,
    String.raw`\bddl-auto\s*[:=]\s*create\b`,
    String.raw`\bhbm2ddl\.auto"?\s*(?:[,:=]|\bvalue=)\s*"?create\b`,
    String.raw`\bschema-generation\.database\.action"?\s*(?:[,:=]|\bvalue=)\s*"?drop`,
  ].join('|'),
  'i',
)

/** A transaction that nothing commits, in the ways in which each language begins one. */
function findUncommitted(language: Submitted['language'], source: SourceTree): Cause | undefined {
  const habit = habits[language]
  if (habit === undefined || mentions(source, habit.files, habit.commits)) return undefined
  const [begin] = findSourceLines(source, habit.files, habit.begins)
  return (
    begin && {
      detail: `${begin.path}:${begin.line} ${habit.says}, and nothing commits it: what you write is undone when the connection closes.`,
      advice: habit.advice,
    }
  )
}

/** Of Java: code that gets a connection by itself, writes and does not commit, though other code does. */
function findUncommittedWrite(language: Submitted['language'], source: SourceTree): Cause | undefined {
  const { files, begins, says, advice } = habits.java as Habit
  if (language !== 'java' || mentions(source, files, /@Transactional/)) return undefined
  const [begin] = findSourceLines(source, files, begins)
  const write =
    begin &&
    findSourceLines(source, files, /"\s*(?:INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b/i).find(({ path }) => {
      const text = textOf(source, path)
      return /\bConnection\s+\w+\s*=/.test(text) && !/\bcommit\w*\(|\bsetAutoCommit\(\s*true\b/.test(text)
    })
  return (
    write && {
      detail: `${begin.path}:${begin.line} ${says}, and nothing in ${write.path} commits what it writes, as in line ${write.line}: it is undone when the connection closes.`,
      advice,
    }
  )
}

/** A database that is not in /data and is the only one: a restart begins with an empty one. */
function findTemporaryDatabase(source: SourceTree): Cause | undefined {
  if (mentions(source, codeFiles, /\bDATABASE_URL\b|\bPG(?:HOST|DATABASE|USER)\b|\bDB_(?:HOST|NAME|USER)\b/))
    return undefined
  const [memory] = findSourceLines(source, codeFiles, inMemory)
  const [file] = memory ? [] : findSourceLines(source, codeFiles, inTmp)
  const place = memory ?? file
  return (
    place && {
      detail: `Your data is in ${memory ? 'a database in memory' : 'an SQLite file in the folder for temporary files'} (${place.path}:${place.line}), so a restart loses it. Nothing in your source reads $DATABASE_URL or $DB_HOST.`,
      advice:
        'Store data where the exercise says: in the database at $DATABASE_URL if it has one, otherwise in a file in /data.',
    }
  )
}

const codeFiles = /\.(?:[mc]?[jt]s|py|java|php|cs|rb|properties|ya?ml|json)$/
const inMemory =
  /\bsqlite(?:\+\w+)?:\/\/(?:\/:memory:|["'])|\bsqlite::memory:|\b(?:connect|Database|DatabaseSync|Database\.new|database:)[( ]\s*["']:memory:|\bSequel\.sqlite(?:\(\s*\))?\s*$|\bjdbc:(?:h2|hsqldb):mem:|\bData Source=:memory:/i
const temporary = String.raw`(?:\/tmp\/|\bgettempdir\(|\btmpdir\(|\bsys_get_temp_dir\(|\bGetTempPath\(|\bjava\.io\.tmpdir\b)`
const inTmp = new RegExp(String.raw`\bsqlite\w*\b.*${temporary}|${temporary}.*\.sqlite3?\b|\bData Source=\/tmp\/`, 'i')

interface Habit {
  files: RegExp
  begins: RegExp
  commits: RegExp
  says: string
  advice: string
}

const habits: Readonly<Partial<Record<Submitted['language'], Habit>>> = {
  python: {
    files: /\.py$/,
    begins: /\b(?:psycopg2?|pymysql|MySQLdb|mariadb|mysql\.connector)\.connect\(/,
    // A block with a connection commits at its end, one with a cursor does not. Frameworks that own the connection do
    // it themselves.
    commits:
      /\.commit\(|autocommit|^\s*(?:async )?with\b.*\b(?:connect\w*|connection|get_\w+)\(|^\s*(?:async )?with\s+\w+\s*(?:[:,]|as\b)|sqlalchemy|django|peewee/im,
    says: 'opens a connection, whose first statement begins a transaction',
    advice: 'Call commit() on the connection after you write, or set autocommit to True when you connect.',
  },
  java: {
    files: /\.java$/,
    begins: /\bsetAutoCommit\(\s*false\s*\)/,
    commits: /\.commit\(|@Transactional/,
    says: 'switches off automatic commits',
    advice: 'Call commit() after you write, or leave automatic commits on.',
  },
  php: {
    files: /\.php$/,
    begins: /\bbeginTransaction\(/,
    commits: /\bcommit\(|->transaction(?:al)?\(/,
    says: 'begins a transaction',
    advice: 'Call commit() after you write.',
  },
}
