import type { SourceTree } from '../../contracts/source-tree.js'
import type { Cause } from './cause.js'

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
