import type { SourceTree } from '../../../contracts/source-tree.js'
import type { TestRun } from '../../checks/correctness/examination.js'
import { textOf } from '../../languages/project-files.js'
import { type Cause, findSourceLines, firstGroup, mentions, type SourceLine } from './cause.js'
import { readJson } from './exchanges.js'

/**
 * Whether a list, newest first as the source sorts it, does not begin with what its test created last. Not where the
 * request may ask for others.
 */
export function isOutOfOrder({ transcript }: TestRun): boolean {
  const last = transcript.at(-1)
  const [path = '', query = ''] = last?.path.split('?') ?? []
  if (last?.method !== 'GET' || last.status !== 200 || !/^(?:&?(?:limit|size|per_page|count)=\d+)*$/.test(query))
    return false
  const created = transcript.flatMap((exchange) =>
    exchange.method === 'POST' && exchange.status === 201 && exchange.path === path
      ? [idOf(readJson(exchange.responseBody))]
      : [],
  )
  const list = readJson(last.responseBody)
  const first = Array.isArray(list) ? idOf(list[0]) : undefined
  const newest = created.at(-1)
  const wasDeleted = transcript.some(({ method }) => method === 'DELETE')
  return created.length > 1 && newest !== undefined && first !== undefined && first !== newest && !wasDeleted
}

const idOf = (item: unknown): unknown =>
  typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined

/**
 * Of such tests: rows are sorted by a time alone, newest first, which keeps whole seconds. Undefined unless the source
 * shows both.
 */
export function explainTies(source: SourceTree): Cause | undefined {
  for (const sort of [...findSqlSorts(source), ...findLaravelSorts(source), ...findRubySorts(source)]) {
    const column = firstGroup(sort.groups) || 'created_at'
    const declared = findSeconds(column, source)
    if (declared)
      return {
        detail: `${sort.path}:${sort.line} sorts by ${column} alone, which keeps whole seconds (${declared.path}:${declared.line}): what was created in the same second has no order.`,
        advice: `Sort by the id, too, as in ORDER BY ${column} DESC, id DESC.`,
      }
  }
  return undefined
}

const findSqlSorts = (source: SourceTree): SourceLine[] =>
  findSourceLines(
    source,
    /\.(?:[mc]?[jt]s|py|java|php|cs|rb|sql)$/,
    /\bORDER\s+BY\s+(?:\w+\.)?["`]?(\w+)["`]?\s+DESC\s*(?:$|\bLIMIT\b|\bOFFSET\b|["'`;)])/i,
  ).filter(({ path, line }) => !/^\s*,/.test(lineAfter(source, path, line)))

const findLaravelSorts = (source: SourceTree): SourceLine[] =>
  findSourceLines(
    source,
    /\.php$/,
    /(?:->|::)(?:latest\(\s*\)|orderByDesc\(\s*['"](\w+)['"]\)|orderBy\(\s*['"](\w+)['"]\s*,\s*['"]desc['"])/i,
  ).filter(
    ({ path, line, text }) =>
      !/(?:latest|orderBy\w*)\(.*(?:latest|orderBy\w*)\(/.test(text) &&
      !/^\s*->(?:latest|orderBy)/.test(lineAfter(source, path, line)),
  )

/** Of Sequel and Active Record. */
const findRubySorts = (source: SourceTree): SourceLine[] =>
  findSourceLines(
    source,
    /\.rb$/,
    /\.order\(\s*(?:Sequel\.desc\(:(\w+)\)|(\w+): :desc)\s*\)|\.reverse(?:_order)?\(:(\w+)\)/,
  )

const lineAfter = (source: SourceTree, path: string, line: number) => textOf(source, path).split('\n')[line] ?? ''

/** Where a column is declared as a time without fractions: of PostgreSQL by its precision, of MariaDB by default. */
function findSeconds(column: string, source: SourceTree): SourceLine | undefined {
  const files = /\.(?:[mc]?[jt]s|py|java|php|cs|rb|sql)$/
  const isMariadb =
    mentions(source, files, /mysql|mariadb|\bAUTO_INCREMENT\b/i) &&
    !mentions(source, files, /\bpg\b|postgres|npgsql|psycopg/i)
  const precision = isMariadb ? String.raw`(?:\s*\(\s*0\s*\)|(?!\s*\())` : String.raw`\s*\(\s*0\s*\)`
  const [sql] = findSourceLines(
    source,
    files,
    new RegExp(String.raw`(?:^|[\s("'\x60])${column}["\x60]?\s+(?:timestamp|timestamptz|datetime)\b${precision}`, 'i'),
  )
  // What Sequel makes of it in MariaDB keeps seconds, too.
  const [ruby] = isMariadb
    ? findSourceLines(source, /\.rb$/, new RegExp(String.raw`\b(?:DateTime|Time)\s+:${column}\b(?!.*\bsize:)`))
    : []
  const ofLaravel = String.raw`\$table->(?:timestamps?(?:Tz)?|dateTime(?:Tz)?)\(`
  return (
    sql ??
    ruby ??
    findSourceLines(
      source,
      /\.php$/,
      new RegExp(
        column === 'created_at' || column === 'updated_at'
          ? String.raw`${ofLaravel}(?:\s*\)|\s*['"]${column}['"]\s*\))`
          : String.raw`${ofLaravel}\s*['"]${column}['"]\s*\)`,
      ),
    )[0]
  )
}
