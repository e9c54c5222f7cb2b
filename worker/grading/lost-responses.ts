import type { SourceTree } from '../../contracts/source-tree.js'
import { procfileLine } from '../languages/procfile.js'
import type { Cause, Submitted } from './cause.js'
import { findSourceLines, mentions } from './source-lines.js'
import { findUnendedResponse } from './swallowed-exceptions.js'

/** How a request or a test ends whose response was not complete in time. */
export const lateResponse = /did not send its whole response within \d+ ms\.$/

/** Why a service that has answered stops doing so after many requests, or many at a time, where its source shows it. */
export const findLostResponses = (submitted: Submitted): Cause | undefined =>
  findKeptConnection(submitted) ?? findSharedConnection(submitted) ?? findUnendedResponse(submitted)

/** For such a service whose source shows nothing. */
export const adviceOnLostResponses =
  'Start with the first failed test. If its request works on your machine, send it many times, and many times at once: look for something that runs out or blocks, such as connections that are not returned to their pool, a lock, or a connection that several processes share.'

/** A connection of node-postgres that is neither released nor handed on, up to where the next one is taken. */
function findKeptConnection({ language, source }: Submitted): Cause | undefined {
  if (language !== 'node') return undefined
  for (const [path, bytes] of source) {
    if (!/^(?!.*(?:^|\/)node_modules\/).*\.[cm]?[jt]s$/.test(path)) continue
    const text = bytes.toString('utf8')
    const taken = [
      ...text.matchAll(/^(?!\s*\/\/).*\b(?:const|let|var)\s+(\w+)\s*=\s*await\s+[\w.]*pool\w*\.connect\(\)/gim),
    ]
    const kept = taken.find((match, index) => {
      const rest = text.slice(match.index + match[0].length, taken[index + 1]?.index)
      return !new RegExp(String.raw`\brelease\b|\breturn\s+${match[1]}\s*(?:;|$)|[(,]\s*${match[1]}\s*[),]`, 'm').test(
        rest,
      )
    })
    if (!kept) continue
    const line = text.slice(0, kept.index).split('\n').length
    return {
      detail: `${path}:${line} takes a connection from the pool and never returns it: when all are taken, every request waits for one.`,
      advice: `Call ${kept[1]}.release() in a "finally" block, or use pool.query(), which returns the connection by itself.`,
    }
  }
  return undefined
}

/** A connection that gunicorn opens before it starts its workers, which then share it. */
function findSharedConnection({ language, source }: Submitted): Cause | undefined {
  if (language !== 'python') return undefined
  const web = procfileLine(source, 'web') ?? ''
  if (!/\bgunicorn\b.*\s--preload\b/.test(web) || !/\s(?:-w|--workers)[ =]*(?:[2-9]|\d{2,})\b/.test(web))
    return undefined
  for (const [path, bytes] of source) {
    if (!path.endsWith('.py')) continue
    const text = bytes.toString('utf8')
    if (!/^\s*(?:import|from)\s+(?:psycopg2?|pymysql|MySQLdb|mysql|mariadb)\b/m.test(text)) continue
    const opened = text.split('\n').findIndex((line) => /^\w+\s*=\s*(?:[\w.]+\.)?connect\(/.test(line))
    if (opened === -1) continue
    return {
      detail: `All processes of gunicorn share one database connection: ${path}:${opened + 1} opens it when the module is loaded, and --preload loads the module before the processes start.`,
      advice: 'Remove --preload from the Procfile, or open a connection for each request.',
    }
  }
  return undefined
}

/** Of a pool that said that it has no connection left. */
export function explainEmptyPool(line: string, source: SourceTree): Cause {
  const [lent] = findSourceLines(source, /\.py$/, /\bgetconn\(\)/)
  const isReturned = mentions(source, /\.py$/, /\bputconn\(/)
  return lent && !isReturned
    ? {
        detail: `${lent.path}:${lent.line} takes a connection from the pool and never returns it: ${line}`,
        advice: 'Call putconn() in a "finally" block: "with" on a connection of psycopg2 ends the transaction only.',
      }
    : {
        detail: `All connections of the pool were taken: ${line}`,
        advice:
          'Return each connection when its request ends, also after an error: in a "finally" block, or with what your language has for it ("with", "using", try-with-resources).',
      }
}
