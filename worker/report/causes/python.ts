import type { SourceTree } from '../../../contracts/source-tree.js'
import type { TestRun } from '../../checks/correctness/examination.js'
import { procfileLine, textOf } from '../../languages/project-files.js'
import { type Cause, findSourceLines, firstGroup, mentions, type SourceLine, type Submitted } from './cause.js'

/** The page of Django for an exception, without DEBUG: it logs no traceback then. */
export const djangoError = /<h1>Server Error \(500\)<\/h1>/

/**
 * Of a service of Django that responds with such pages. What its tables need goes first; else how to see the exception.
 */
export const explainDjangoError = (source: SourceTree): Cause | undefined =>
  findUnmigrated(source) ?? adviseLogging(source)

/** An app with models and without migrations: `migrate` creates no table for it, and does not say so. */
function findUnmigrated(source: SourceTree): Cause | undefined {
  const web = procfileLine(source, 'web') ?? ''
  const hasOtherWay =
    /--run-syncdb|makemigrations/.test(web) ||
    mentions(source, /\.(?:py|sql|sh)$/, /\bMIGRATION_MODULES\b|\bcreate\s+table\b|run_syncdb|makemigrations/i)
  const [model] = hasOtherWay
    ? []
    : findSourceLines(
        source,
        /^[\w/]+\/models(?:\.py|\/\w+\.py)$/,
        /^class\s+\w+\((?:.*[\s,])?(?:models\.Model|AbstractUser|AbstractBaseUser)\b/,
      ).filter(({ path }) => {
        const app = appOf(path)
        const text = textOf(source, path)
        return (
          !/\b(?:managed\s*=\s*False|abstract\s*=\s*True)\b/.test(text) &&
          ![...source.keys()].some((each) => each.startsWith(`${app}/migrations/`) && /\/\d\w*\.py$/.test(each))
        )
      })
  if (!model) return undefined
  const app = appOf(model.path)
  return {
    detail: `The app "${app}" has models (${model.path}:${model.line}), but your upload has no migrations for it: "migrate" creates no tables for them.`,
    advice: `Run "python manage.py makemigrations ${app.split('/').at(-1)}" on your machine, and submit the folder ${app}/migrations.${adviseOnIgnored(source)}`,
  }
}

const appOf = (path: string) => path.replace(/\/models(?:\.py|\/\w+\.py)$/, '')

/** What to add where a setting of git keeps migrations out of what is submitted; empty where none does. */
export function adviseOnIgnored(source: SourceTree): string {
  for (const path of source.keys()) {
    const lines = /(?:^|\/)\.gitignore$/.test(path) ? textOf(source, path).split('\n') : []
    const at = lines.findIndex((line) => /^\s*(?![!#]).*\bmigrations(?:\/|\s*$)/.test(line))
    if (at !== -1) return ` Git ignores it (${path}:${at + 1}): remove that line.`
  }
  return ''
}

function adviseLogging(source: SourceTree): Cause | undefined {
  const [settings] = findSourceLines(source, /\.py$/, /^\s*INSTALLED_APPS\s*=/)
  return settings && !mentions(source, /\.py$/, /\bLOGGING\s*=|\bdictConfig\(/)
    ? {
        detail:
          'Django responds to an exception with its page "Server Error (500)". Without DEBUG, it logs no traceback.',
        advice: `To see the traceback, add to ${settings.path}: LOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"console": {"class": "logging.StreamHandler"}}, "root": {"handlers": ["console"]}}`,
      }
    : undefined
}

/**
 * How Python says that it imported one of the learner's files in the place of a module, whose name is in one of the
 * groups.
 */
export const shadowedModule =
  /cannot import name '[^']+' from (?:partially initialized module )?'(\w+)' \([^\n]*?\/app\/(?:[\w-]+\/)?\1\.py|partially initialized module '(\w+)' [^\n]*has no attribute|module '(\w+)' has no attribute '[^']+' \(consider renaming/

/** Undefined where the file has a name that no other module has: then its imports go round in a circle. */
export function explainShadowed(names: readonly (string | undefined)[], source: SourceTree): Cause | undefined {
  const name = firstGroup(names)
  const path = [`${name}.py`, `src/${name}.py`, `app/${name}.py`].find((each) => source.has(each))
  const kind = standard.has(name)
    ? "a module of Python's standard library"
    : installed.has(name)
      ? 'an installed package'
      : undefined
  if (path === undefined || kind === undefined) return undefined
  return {
    detail: `${path} has the name of ${kind}, and is imported in its place.`,
    advice: `Rename ${path}, and change the places that import it.`,
  }
}

/** Whether a test got the envelope of a page of Django REST framework, and expected the list in it. */
function expectsList({ message, transcript }: TestRun): boolean {
  const last = transcript.at(-1)
  return (
    last?.status === 200 &&
    /^\{"count":\d+,"next":(?:null|"[^"]*"),"previous":(?:null|"[^"]*"),"results":\[/.test(last.responseBody ?? '') &&
    /\bis not a function|\bnot iterable|\bArray \[/.test(message ?? '')
  )
}

export function explainEnvelope(failed: readonly TestRun[], source: SourceTree): Cause | undefined {
  if (!failed.some(expectsList)) return undefined
  const [place] = findSourceLines(
    source,
    /\.py$/,
    /["']DEFAULT_PAGINATION_CLASS["']|^\s+pagination_class\s*=\s*(?!None)/,
  )
  return (
    place && {
      detail: `A list arrived as an object with count, next, previous and results, but the test expects an array: the pagination of Django REST framework (${place.path}:${place.line}) wraps it.`,
      advice:
        'Set pagination_class = None on the view and apply the limit to the queryset, or return Response(serializer.data) from get_paginated_response() of your pagination class.',
    }
  )
}

/** How gunicorn ends where one of its workers could not load the application. */
export const failedBoot = { exitCode: 3, pattern: /Reason: Worker failed to boot\./ }

const alreadyExists =
  /\bDuplicateTable\b|\b(?:relation|table) ["']?[\w.]+["']? already exists|\bpg_(?:type_typname|class_relname)_nsp_index\b/i

/** Of a worker that failed to boot: every worker creates the tables. Quotes nothing of the log. */
export function explainRacingWorkers(log: string, source: SourceTree): Cause | undefined {
  const before = log.slice(0, log.search(failedBoot.pattern))
  if (!alreadyExists.test(before) || findPythonProcesses(source) === undefined || preloads(source)) return undefined
  const places = findSourceLines(
    source,
    /\.(?:py|sql)$/,
    /\b(?:create_all|create_tables)\(|call_command\(\s*['"]migrate|\bcreate\s+table\b/i,
  )
  const place = places.find((line) => isFrame(line, before)) ?? places[0]
  if (!place) return undefined
  const isAlways = /\bcreate\s+table\s+(?!if\s+not\s+exists)/i.test(place.text)
  return {
    detail: `Every worker runs ${place.path}:${place.line}, which creates tables that another worker has just created.${isAlways ? '' : ' Whether two of them collide depends on chance, so this may not happen in every run.'}`,
    advice:
      'Create the tables once, before gunicorn starts its workers: with a command of its own before gunicorn in the Procfile, or with --preload. With --preload, call dispose() on the engine, or close() on the connection, afterwards: workers must not share it.',
  }
}

const isFrame = ({ path, line }: SourceLine, log: string) => log.includes(`File "/app/${path}", line ${line},`)

/** What starts several processes, where something does. */
export function findPythonProcesses(source: SourceTree): string | undefined {
  const web = procfileLine(source, 'web') ?? ''
  const count = Number(
    /\b(?:gunicorn|uvicorn|hypercorn)\b.*(?:\s--workers[= ]|\s-w[= ]?)["']?(\d+)/.exec(web)?.[1] ??
      /\bWEB_CONCURRENCY=(\d+)/.exec(web)?.[1] ??
      1,
  )
  if (count > 1) return `the Procfile starts ${count} processes`
  const [setting] = web.includes('gunicorn')
    ? findSourceLines(source, /^gunicorn\.conf\.py$/, /^workers\s*=\s*(?!1\s*(?:#|$))/)
    : []
  return setting && `${setting.path}:${setting.line} starts several processes`
}

/** Whether gunicorn loads the application before it starts its workers. */
export const preloads = (source: SourceTree): boolean =>
  /\bgunicorn\b.*\s--preload\b/.test(procfileLine(source, 'web') ?? '') ||
  mentions(source, /^gunicorn\.conf\.py$/, /^preload_app\s*=\s*True/m)

/** Of libpq where several processes read from one connection. */
export const mixedConnection =
  /error with status PGRES_TUPLES_OK and no message from the libpq|SSL error: decryption failed or bad record mac|lost synchronization with server/

/** Undefined where the source does not show that processes share a connection. */
export function explainForkedConnection(line: string, source: SourceTree): Cause | undefined {
  if (!preloads(source) || findPythonProcesses(source) === undefined) return undefined
  const [place] = findSourceLines(source, /\.py$/, /\bcreate_all\(|\.connect\(|\bgetconn\(/)
  return (
    place && {
      detail: `The workers of gunicorn share a connection that was opened before they started, because of --preload: ${line}`,
      advice: `If ${place.path}:${place.line} runs when the application is loaded, close its connection afterwards: call dispose() on the engine of SQLAlchemy, as in "db.engine.dispose()" in Flask-SQLAlchemy, or close() on a connection of your own. Each worker then opens its own.`,
    }
  )
}

/** A connection that gunicorn opens before it starts its workers, which then share it. */
export function findSharedConnection({ language, source }: Submitted): Cause | undefined {
  if (language !== 'python') return undefined
  if (!preloads(source) || findPythonProcesses(source) === undefined) return undefined
  for (const path of source.keys()) {
    if (!path.endsWith('.py')) continue
    const text = textOf(source, path)
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

/** Of psycopg2's pool, which raises at once where all of its connections are taken. */
export function explainImpatientPool(line: string, source: SourceTree): Cause | undefined {
  if (!mentions(source, /\.py$/, /\bpsycopg2\b/) || !mentions(source, /\.py$/, /\bgetconn\(/)) return undefined
  if (!returnsAll(source)) {
    return {
      detail: `All connections of the pool were taken: ${line}`,
      advice:
        'Return each connection when its request ends, also after an error: call putconn() in a "finally" block. If you do, the pool is too small: that of psycopg2 does not wait for a connection.',
    }
  }
  const [pool] = findSourceLines(
    source,
    /\.py$/,
    /\b(?:Threaded|Simple|Persistent)ConnectionPool\(\s*\d+\s*,\s*(\d+)\b/,
  )
  const size = pool ? ` (${pool.path}:${pool.line} allows ${pool.groups[0]})` : ''
  return {
    detail: `More requests arrived at the same time than the pool has connections${size}. The pool of psycopg2 does not wait for one: ${line}`,
    advice:
      'Make the pool as large as the number of requests that your server handles at the same time, which is its number of threads, or use ConnectionPool of psycopg_pool, which waits.',
  }
}

/** Whether a "finally" block returns every connection that is taken, whatever happens in between. */
const returnsAll = (source: SourceTree): boolean =>
  [...source.keys()]
    .filter((path) => path.endsWith('.py'))
    .every((path) => {
      const [before = '', ...taken] = textOf(source, path).split(/\bgetconn\(/)
      let above = before
      return taken.every((after) => {
        const isTried = /^[^\n]*\n\s*try:/.test(after) || /\btry:\s*\n[^\n]*$/.test(above)
        above = after
        return isTried && /\n\s*finally:[^\n]*\n(?:[^\n]*\n){0,3}?[^\n]*\bputconn\(/.test(after)
      })
    })

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

const standard = words(`
  abc argparse array ast asyncio base64 bisect calendar code codecs collections contextlib copy csv dataclasses datetime decimal email enum
  errno fractions functools glob hashlib heapq hmac html http importlib inspect io ipaddress itertools json logging math mimetypes
  multiprocessing numbers operator os pathlib pickle platform pprint profile queue random re sched secrets select selectors shutil signal
  site socket socketserver sqlite3 ssl stat statistics string struct subprocess symtable tempfile test textwrap threading time token
  tokenize traceback types typing unittest urllib uuid warnings weakref xml zipfile zoneinfo`)

const installed = words(
  'aiohttp asyncpg bcrypt django fastapi flask gunicorn jinja2 jwt psycopg psycopg2 pydantic pymysql redis requests sqlalchemy starlette uvicorn werkzeug',
)
