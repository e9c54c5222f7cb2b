import { basename, dirname } from 'node:path/posix'
import { isImported } from '../../contracts/find-project.js'
import type { Language } from '../../contracts/language.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import { longestFile, textOf } from './project-files.js'

/** Something in the source that could serve and is not started, and what to write so that it is. */
export interface AppObject {
  /** "app.py makes a Flask application": no full stop. */
  found: string
  /** A whole sentence with the line to write. */
  write: string
  /** What serves it, where that is a command for the Procfile. */
  web?: string
}

/**
 * Looks for the application that a start that ended by itself has left unserved. Undefined where the source shows none.
 */
export const findAppObject = (language: Language, source: SourceTree): AppObject | undefined =>
  finders[language](texts(source))

type Text = readonly [path: string, text: string]

const ofNoUse =
  /(^|\/)(node_modules|vendor|venv|\.venv|tests?|spec|__tests__|bin\/(Debug|Release)|obj|target|dist)\/|(^|\/)(test_|conftest)|[._]test\./

const texts = (source: SourceTree): Text[] =>
  [...source]
    .filter(([path, { length }]) => !ofNoUse.test(path) && length <= longestFile)
    .sort(([a], [b]) => depth(a) - depth(b) || (a < b ? -1 : 1))
    .map(([path]) => [path, textOf(source, path)])

const depth = (path: string) => path.split('/').length

const byProcfile = (web: string) => ({ web, write: `Add a Procfile with the line "web: ${web}".` })

/** The first of some files whose text matches. */
function findIn(
  files: readonly Text[],
  name: RegExp,
  pattern: RegExp,
): { path: string; groups: readonly (string | undefined)[] } | undefined {
  for (const [path, text] of files) {
    const match = name.test(path) ? pattern.exec(text) : null
    if (match) return { path, groups: match.slice(1) }
  }
  return undefined
}

function findPython(files: readonly Text[]): AppObject | undefined {
  const made = findIn(files, /\.py$/, /^(\w+)(?:\s*:\s*[\w.]+)?\s*=\s*(?:\w+\.)?(Flask|FastAPI|Starlette)\(/m)
  if (made) {
    const [name = 'app', kind = ''] = made.groups
    return {
      found: `${made.path} creates a ${kind} application ("${name}")`,
      ...byProcfile(serve(kind, files, made.path, name)),
    }
  }
  const factory = findIn(files, /\.py$/, /^def (create_app|make_app)\(.*\)[^]*?(Flask|FastAPI|Starlette)\(/m)
  if (factory) {
    const [name = '', kind = ''] = factory.groups
    return {
      found: `${factory.path} has a function ${name} that creates a ${kind} application`,
      ...byProcfile(serve(kind, files, factory.path, `${name}()`)),
    }
  }
  const wsgi = findIn(files, /(^|\/)wsgi\.py$/, /get_wsgi_application/)
  if (wsgi)
    return {
      found: `${wsgi.path} creates a Django application`,
      ...byProcfile(gunicorn(files, wsgi.path, 'application')),
    }
  const aiohttp = findIn(files, /\.py$/, /^(\w+)\s*=\s*web\.Application\(/m)
  return (
    aiohttp && {
      found: `${aiohttp.path} creates an aiohttp application`,
      write: `Add as its last line "web.run_app(${aiohttp.groups[0]}, port=int(os.environ["PORT"]))".`,
    }
  )
}

const serve = (kind: string, files: readonly Text[], path: string, object: string) =>
  kind === 'Flask' ? gunicorn(files, path, object) : uvicorn(files, path, object)

const gunicorn = (files: readonly Text[], path: string, object: string) => {
  const { folder, module } = moduleOf(files, path)
  const name = object === 'application' && path.endsWith('wsgi.py') ? module : `${module}:${object}`
  return `gunicorn ${folder === undefined ? '' : `--chdir ${folder} `}${name.includes('(') ? `'${name}'` : name}`
}

const uvicorn = (files: readonly Text[], path: string, object: string) => {
  const { folder, module } = moduleOf(files, path)
  const target = object.endsWith('()') ? `--factory ${module}:${object.slice(0, -2)}` : `${module}:${object}`
  return `uvicorn ${folder === undefined ? '' : `--app-dir ${folder} `}${target} --port $PORT`
}

/** By which name a module is found from /app, or from which folder, if that one is no package. */
function moduleOf(files: readonly Text[], path: string): { folder: string | undefined; module: string } {
  const folder = dirname(path)
  const name = basename(path, '.py')
  if (folder === '.') return { folder: undefined, module: name }
  const text = files.find(([each]) => each === path)?.[1] ?? ''
  const isIn = (outer: string) => files.some(([each]) => each === `${outer}/__init__.py`)
  if (isIn(folder)) {
    // It is found from where its outermost package is, as with the manage.py of Django beside it.
    let top = folder
    while (isIn(dirname(top))) top = dirname(top)
    const from = dirname(top)
    const inside = from === '.' ? folder : folder.slice(from.length + 1)
    return {
      folder: from === '.' ? undefined : from,
      module: [...inside.split('/'), ...(name === '__init__' ? [] : [name])].join('.'),
    }
  }
  const top = folder.split('/')[0] ?? ''
  const isPackage =
    new RegExp(String.raw`^from (\.|${top}\b)`, 'm').test(text) || isImported(`${top}/`, new Map(files), String)
  const dotted = folder.replaceAll('/', '.')
  return isPackage ? { folder: undefined, module: `${dotted}.${name}` } : { folder, module: name }
}

const nodeApps: readonly [RegExp, (name: string) => string][] = [
  [/(?:const|let|var)\s+(\w+)\s*=\s*express\(/, (name) => `${name}.listen(process.env.PORT)`],
  [
    /(?:const|let|var)\s+(\w+)\s*=\s*(?:new\s+Koa|(?:require\(['"](?:node:)?http['"]\)|http)\.createServer|createServer)\(/,
    (name) => `${name}.listen(process.env.PORT)`,
  ],
  [
    /(?:const|let|var)\s+(\w+)\s*=\s*(?:[Ff]astify|require\(['"]fastify['"]\))\(/,
    (name) => `${name}.listen({ port: Number(process.env.PORT) })`,
  ],
  [
    /(?:const|let|var)\s+(\w+)\s*=\s*new\s+Hono\b/,
    (name) => `serve({ fetch: ${name}.fetch, port: Number(process.env.PORT) })`,
  ],
]

const nodeListens = /\.listen\(|\bserve\(/

function findNode(files: readonly Text[]): AppObject | undefined {
  const scripts = files.filter(([path]) => /\.[mc]?[jt]s$|(^|\/)bin\/\w+$/.test(path))
  const listening = scripts.filter(([, text]) => nodeListens.test(text))
  for (const [pattern, line] of nodeApps) {
    const made = findIn(scripts, /./, pattern)
    if (!made || listening.some(([path]) => path === made.path)) continue
    const [starter] = listening
    return {
      found: `${made.path} creates a server but does not start listening`,
      write: starter
        ? `${starter[0]} does: ${byProcfile(`node ${starter[0]}`).write}`
        : `Add as its last line "${line(made.groups[0] ?? 'app')}".`,
    }
  }
  return undefined
}

function findJava(files: readonly Text[]): AppObject | undefined {
  const made = files.find(
    ([path, text]) =>
      path.endsWith('.java') && /HttpServer\.create\(|new (?:Server|Tomcat)\(/.test(text) && !/\.start\(\)/.test(text),
  )
  return (
    made && {
      found: `${made[0]} creates a server but does not start it`,
      write: 'Call its start() method once it is set up; for Tomcat, also call getServer().await().',
    }
  )
}

function findPhp(files: readonly Text[]): AppObject | undefined {
  const index = files.find(([path]) => basename(path) === 'index.php')
  if (!index) return undefined
  const folder = dirname(index[0])
  return {
    found: `${index[0]} handles one request and exits`,
    ...byProcfile(`php -S 0.0.0.0:$PORT ${folder === '.' ? index[0] : `-t ${folder}`}`),
  }
}

function findDotnet(files: readonly Text[]): AppObject | undefined {
  const made = findIn(files, /\.cs$/, /(\w+)\s*=\s*\w+\.Build\(\)/)
  if (made)
    return {
      found: `${made.path} builds a web application but does not run it`,
      write: `Add as its last line "${made.groups[0]}.Run();".`,
    }
  const project = files.find(
    ([path, text]) =>
      path.endsWith('.csproj') && !text.includes('Microsoft.NET.Sdk.Web') && !text.includes('Microsoft.NET.Test.Sdk'),
  )
  return (
    project && {
      found: `${project[0]} is a console program, which exits after its last line`,
      write: 'A service is a project with "Microsoft.NET.Sdk.Web" that ends with "app.Run();".',
    }
  )
}

function findRuby(files: readonly Text[]): AppObject | undefined {
  const scripts = files.filter(([path]) => path.endsWith('.rb'))
  const isRun = files.some(([, text]) => /\brun!|^\s*run\s+\w|Handler\b.*\.run\b|Puma::(?:Server|Launcher)/m.test(text))
  const made = isRun ? undefined : findIn(scripts, /./, /^\s*class\s+([\w:]+)\s*<\s*Sinatra::(?:Base|Application)\b/m)
  if (made) {
    const [name = ''] = made.groups
    return {
      found: `${made.path} has a Sinatra application ("${name}") that nothing runs`,
      write: `Add a file config.ru with two lines: "require_relative '${made.path.replace(/\.rb$/, '')}'" and "run ${name}".`,
    }
  }
  // Its routes are served only where the file that loads Sinatra is the one that Ruby was told to run.
  const classic = isRun ? undefined : findIn(scripts, /./, /^\s*require\s+['"]sinatra['"]/m)
  return (
    classic && {
      found: `${classic.path} loads Sinatra, which serves only what Ruby is started with`,
      ...byProcfile(`ruby ${classic.path}`),
    }
  )
}

const finders: Readonly<Record<Language, (files: readonly Text[]) => AppObject | undefined>> = {
  node: findNode,
  python: findPython,
  java: findJava,
  php: findPhp,
  dotnet: findDotnet,
  ruby: findRuby,
}
