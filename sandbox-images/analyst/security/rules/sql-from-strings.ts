import type { SyntaxNode } from '../../structure/syntax-tree.js'
import { constantTextOf, type Piece } from '../compose-text.js'
import type { TrustJudge } from '../judge-trust.js'
import { trust } from '../origins.js'
import { lastName, viewOf, type CallView } from '../view.js'
import type { Finding, RuleContext } from './rule.js'

const queryNames = new Set([
  'query',
  'execute',
  'executemany',
  'exec',
  'executescript',
  'executeQuery',
  'executeUpdate',
  'executeLargeUpdate',
  'prepare',
  'prepareStatement',
  'prepareCall',
  'raw',
  'unsafe',
  'queryRawUnsafe',
  '$queryRawUnsafe',
  '$executeRawUnsafe',
  'ExecuteSqlRaw',
  'ExecuteSqlRawAsync',
  'FromSqlRaw',
  'SqlQueryRaw',
  'Query',
  'QueryAsync',
  'QueryFirst',
  'QueryFirstAsync',
  'QueryFirstOrDefault',
  'QueryFirstOrDefaultAsync',
  'QuerySingle',
  'QuerySingleAsync',
  'QuerySingleOrDefault',
  'QuerySingleOrDefaultAsync',
  'Execute',
  'ExecuteAsync',
  'ExecuteScalar',
  'ExecuteScalarAsync',
  'QueryMultiple',
  'QueryMultipleAsync',
  'ExecuteReader',
  'ExecuteReaderAsync',
  'createQuery',
  'createNativeQuery',
  'queryForObject',
  'queryForList',
  'queryForMap',
  'queryForRowSet',
  'update',
  'batchUpdate',
  'addBatch',
  'mysqli_query',
  'pg_query',
  'pg_query_params',
  'pg_send_query',
  'sqlite_query',
  'text',
  'fetch',
  'fetchrow',
  'fetchval',
  'fetch_all',
  'fetch_one',
  'all',
  'get',
  'run',
  'each',
  'NpgsqlCommand',
  'SqlCommand',
  'SqliteCommand',
  'MySqlCommand',
  'CreateCommand',
  'multi_query',
  'real_query',
  'NpgsqlBatchCommand',
  'SqlDataAdapter',
  'select',
  'statement',
  'whereRaw',
])
const startsSql = /^[\s(]*(?:select|insert|update|delete|with|create|drop|alter|merge|replace|truncate|call|exec)\s/i
const surelySql = /^[\s(]*(?:select\s[\s\S]*?\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s)/i
/** Where a value stands: behind a comparison, in quotes, or in a list of values. */
const valuePlace = /(?:[=<>]\s*|\blike\s*|'[%\w]*|"%?|\bvalues\s*\([^)]*[(,]\s*|\bbetween\s*|\bin\s*\(\s*'?)\(?\{?$/i
/** Between quotes even what another function made is a value, put in as text. */
const quotedPlace = /(?:[=<>(,]|\blike)\s*'%?\{?$/i
const notQueries =
  /(?:^|\.)(?:log|info|debug|warn|warning|error|print|println|printf|write|WriteLine|LogInformation|LogDebug|error_log|\w*Error|\w*Exception|json|send|Equal|equal|assert\w*|startsWith|includes)$/
/** Calls that make parameters of the holes of their text. */
const parameterizes =
  /(?:^|\.)(?:sql|Sql|SQL|FromSql|FromSqlInterpolated|ExecuteSql|ExecuteSqlAsync|ExecuteSqlInterpolated|ExecuteSqlInterpolatedAsync|SqlQuery|\$queryRaw|\$executeRaw)$/
const queryProperties = new Set(['CommandText'])

/** The first hole of a query whose value the caller can choose, or that stands where a value belongs. */
function findHole(pieces: readonly Piece[], judge: TrustJudge): SyntaxNode | undefined {
  let before = ''
  const isSure = surelySql.test(constantTextOf(pieces))
  for (const { text, hole } of pieces) {
    if (text !== undefined) {
      before = (before + text).slice(-400)
      continue
    }
    const level = judge.judge(hole)
    const isQuoted = isSure && level === trust.opaque && quotedPlace.test(before)
    if (isQuoted || level === trust.request || (level === trust.loose && valuePlace.test(before))) return hole
    before += '?'
  }
  return undefined
}

const usesPool = (call: CallView): boolean =>
  !/^(?:get|all|run|text|select|update|fetch|each|exec|statement)$/.test(call.name) ||
  call.object !== undefined ||
  call.name === 'text'

/** Expressions that a query is made of: first texts of calls, and what is assigned to a command. */
function* queriesOf({ index }: RuleContext): Generator<{ node: SyntaxNode; isQuery: boolean }> {
  for (const call of index.calls) {
    if (parameterizes.test(call.path) || notQueries.test(call.path) || call.isTagged) continue
    const isQuery = queryNames.has(call.name) && usesPool(call)
    for (const arg of call.args.slice(0, 2)) yield { node: arg, isQuery }
    for (const name of ['text', 'sql', 'query', 'commandText']) {
      const node = call.named.get(name)
      if (node) yield { node, isQuery }
    }
  }
  for (const { name, value, node } of index.bindings) {
    if (queryProperties.has(name)) yield { node: value, isQuery: true }
    if ((name === 'text' || name === 'sql') && node.type === 'pair') yield { node: value, isQuery: true }
  }
}

/** Queries put together out of values: what a caller sends becomes part of the statement. */
export function* findSqlFromStrings(context: RuleContext): Generator<Finding> {
  const { composer, judge, index } = context
  for (const { node, isQuery } of queriesOf(context)) {
    const { kind } = viewOf(node, index.table)
    if (kind === 'literal' || kind === 'function' || kind === 'text') continue
    const pieces = composer.compose(node)
    const text = constantTextOf(pieces)
    if (!(isQuery ? startsSql : surelySql).test(text)) continue
    const hole = findHole(pieces, judge)
    if (!hole) continue
    const name = lastName(hole.tail)
    yield {
      node,
      message: `This query is built from ${name ? `the value of ${name}` : 'a value'}, which the client may have chosen.`,
    }
  }
}
