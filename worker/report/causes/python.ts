import type { SourceTree } from '../../../contracts/source-tree.js'
import { procfileLine } from '../../languages/project-files.js'
import { type Cause, findSourceLines, mentions } from './cause.js'

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
        const text = source.get(path)?.toString('utf8') ?? ''
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
  for (const [path, bytes] of source) {
    const lines = /(?:^|\/)\.gitignore$/.test(path) ? bytes.toString('utf8').split('\n') : []
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
  const name = names.find((each) => each !== undefined) ?? ''
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
