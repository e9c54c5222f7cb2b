import type { Exchange } from '../../../contracts/protocol/examiner.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { beginningOf, procfileLine, readPackageJson, textOf } from '../../languages/project-files.js'
import {
  bodyAt,
  type Cause,
  escapePattern,
  findSourceLines,
  firstGroup,
  folderOf,
  joinPaths,
  lineNumberAt,
  mentions,
  readLooseJson,
  type SourceLine,
  type Submitted,
} from './cause.js'

/**
 * Of Express 5, in the error of a route whose path it does not accept: `Unexpected ( at index 4: /:id(\d+); visit …`.
 */
export const pathError =
  /(?:(Unexpected (\S)|Missing parameter name) at index \d+: ([^\n]*); visit \S*)?git\.new\/pathToRegexpError/

/** Named after what is wrong with this path, and where the route is. */
export function explainPathError(
  line: string,
  [, unexpected, path]: readonly (string | undefined)[],
  log: string,
): Cause {
  const frame = /[( ](?:file:\/\/)?\/app\/((?!node_modules\/)[^\s():]+):(\d+):\d+\)?/.exec(log)
  return {
    detail: `A route has a path that Express 5, which is installed here, does not accept${frame ? ` (${frame[1]}:${frame[2]})` : ''}: ${line}`,
    advice: path === undefined ? plainAdvice : advisePath(path, unexpected),
  }
}

const plainAdvice = 'Write "/*splat" instead of "*", and "/items{/:id}" instead of "/items/:id?".'

function advisePath(path: string, unexpected: string | undefined): string {
  const written = path
    .replace(/(:\w+)\([^()]*\)/g, '$1')
    .replace(/\(\.\*\)/g, '*')
    .replace(/:(\w+)[*+]/g, '*$1')
    .replace(/\/(:\w+)\?/g, '{/$1}')
    .replace(/\*(?!\w)/g, '*splat')
  const isPlain = !/[()[\]?+!]|:(?!\w)/.test(written)
  const instead = `Write "${written.replace(/^\*/, '/*')}" instead of "${path}"`
  if (unexpected === '(' && /:\w+\(/.test(path))
    return `Parameters have no regular expressions there: ${isPlain ? `write "${written}" and check the value in the handler, or ` : ''}pass a RegExp as the path.`
  if (isPlain && written !== path) return `${instead}.`
  if (unexpected !== undefined)
    return 'Write "\\\\" before a character that stands for itself, or pass a RegExp as the path.'
  return 'Give every ":" and "*" a name, as in "/:id" and "/*splat".'
}

/** What Fastify's own error handler sends, in its order. */
export const isFastifyError = ({ status, responseBody }: Exchange): boolean =>
  (status ?? 0) >= 400 &&
  /^\{"statusCode":\d{3},(?:"code":"[A-Z_]+",)?"error":"[^"]+","message":"/.test(responseBody ?? '')

/**
 * Of such a response, where the source sets another handler: after the routes were loaded, or in a plugin of its own,
 * to which it is confined.
 */
export function explainFastifyHandler(source: SourceTree): Cause | undefined {
  const handlers = findSourceLines(source, scripts, /\b(\w+)\.setErrorHandler\(/)
  return handlers.map((handler) => explainLate(handler, source) ?? explainConfined(handler, source)).find(Boolean)
}

const scripts = /\.[mc]?[jt]s$/
const own = "Fastify's own error handler responded"

function explainLate({ path, line, groups: [name] }: SourceLine, source: SourceTree): Cause | undefined {
  const pattern = new RegExp(
    String.raw`^(?:export\s+)?\s*await\s+${name}\.register\(\s*(\w+|import\(\s*['"]\.[^'"]+['"]\s*\))`,
  )
  const register = findSourceLines(source, scripts, pattern).find(
    (each) => each.path === path && each.line < line && isConfined(each, source),
  )
  return (
    register && {
      detail: `${own}: ${path}:${line} sets yours after "await ${name}.register(${register.groups[0]})" (line ${register.line}), and what is registered before keeps the default.`,
      advice: `Call ${name}.setErrorHandler() before you register routes.`,
    }
  )
}

/** A file of the learner's own that is registered as a plugin, and does not break out of its scope. */
function isConfined({ path, groups: [registered = ''] }: SourceLine, source: SourceTree): boolean {
  const file = findImported(registered, path, source)
  return file !== undefined && !/fastify-plugin|\bfp\(|skip-override/.test(textOf(source, file))
}

function explainConfined({ path, line }: SourceLine, source: SourceTree): Cause | undefined {
  const register = findSourceLines(source, scripts, /\.register\(\s*(\w+|import\(\s*['"]\.[^'"]+['"]\s*\))/).find(
    (each) => findImported(each.groups[0] ?? '', each.path, source) === path && isConfined(each, source),
  )
  const makesApp = /\b[Ff]astify\(/.test(textOf(source, path))
  return register && !makesApp
    ? {
        detail: `${own}: ${path}:${line} sets yours in a plugin, so it applies only to what this plugin registers.`,
        advice:
          'Wrap the plugin in fp() of "fastify-plugin", and register it before the routes, or call setErrorHandler() on the app itself.',
      }
    : undefined
}

/** The learner's own file behind a name, as the file at `path` imports it. */
function findImported(name: string, path: string, source: SourceTree): string | undefined {
  const text = textOf(source, path)
  const imported = new RegExp(
    String.raw`\bimport\s+(?:\w+\s*,\s*)?(?:\*\s+as\s+)?\{?[^}'"\n]*\b${name}\b[^'"\n]*from\s*['"](\.[^'"]+)['"]|\b${name}\b[^\n=]*=\s*(?:await\s+)?(?:require|import)\(\s*['"](\.[^'"]+)['"]`,
  ).exec(text)
  const relative = /['"](\.[^'"]+)['"]/.exec(name)?.[1] ?? firstGroup(imported?.slice(1) ?? [])
  if (relative === '') return undefined
  const target = joinPaths(folderOf(path), relative)
  return ['', '.js', '.ts', '.mjs', '/index.js', '/index.ts']
    .map((ending) => target + ending)
    .concat(target.replace(/\.js$/, '.ts'))
    .find((each) => source.has(each))
}

/** Of a build that failed for want of a package: undefined where its script does not build a front end in a folder. */
export function explainFrontEndBuild(source: SourceTree): Cause | undefined {
  const { scripts } = readPackageJson(source.get('package.json'))
  const build = (scripts.build ?? '').slice(0, longestScript)
  const whole = build.replace(
    /\bnpm run ([\w:-]+)/g,
    (all, name: string) => `${all} && ${name === 'build' ? '' : (scripts[name] ?? '').slice(0, longestScript)}`,
  )
  const inFolder = /\bcd\s+(?:\.\/)?([\w-][\w./-]*)|(?:--prefix|-C|--cwd)[ =](?:\.\/)?([\w-][\w./-]*)/.exec(whole)
  const folder = (inFolder?.[1] ?? inFolder?.[2] ?? '').replace(/\/$/, '')
  const tool = findFrontEndTool(source.get(`${folder}/package.json`))
  if (tool === undefined) return undefined
  const steps = build.split(/&&|;/).map((step) => step.trim())
  const isAll =
    steps.every((step) =>
      new RegExp(String.raw`^cd\s+(?:\./)?${folder}/?$|^npm\s(?=.*(?:install|\bci?\b|build)).*$`).test(step),
    ) && !steps.some((step) => /^npm run (?!build$)/.test(step))
  return {
    detail: `The build script builds the front end in ${folder}, which is not needed here. It needs ${tool}, which is not installed.`,
    advice: isAll
      ? 'Remove the "build" script from package.json.'
      : `Remove the steps for ${folder} from the "build" script in package.json.`,
  }
}

/** Characters. */
const longestScript = 1000

function findFrontEndTool(content: Buffer | undefined): string | undefined {
  const { dependencies, devDependencies } = (readLooseJson(content) ?? {}) as Record<
    string,
    Record<string, unknown> | undefined
  >
  const names = Object.keys({ ...dependencies, ...devDependencies })
  return names.some((name) => /^(express|fastify|koa|hono|pg)$/.test(name))
    ? undefined
    : frontEndTools.find((tool) => names.includes(tool))
}

const frontEndTools = [
  'vite',
  'react-scripts',
  '@angular/cli',
  '@vue/cli-service',
  'parcel',
  'webpack',
  'svelte',
  'react',
  'vue',
]

/** Of a Node service that ended by itself: it listens only where NODE_ENV is not "production", which it is here. */
export function findConditionalListen({ language, source }: Submitted): Cause | undefined {
  const start = procfileLine(source, 'web') ?? readPackageJson(source.get('package.json')).scripts.start ?? ''
  if (language !== 'node' || start.includes('NODE_ENV')) return undefined
  for (const path of source.keys()) {
    if (!/\.[mc]?[jt]s$/.test(path) || /(^|\/)(node_modules|tests?|dist)\//.test(path)) continue
    const text = beginningOf(source, path)
    for (const match of text.matchAll(outsideProduction)) {
      const from = match.index + match[0].length
      const listen = listens.exec(bodyAt(text, from))
      if (!listen) continue
      const line = lineNumberAt(text, from + listen.index)
      return {
        detail: `${path}:${line} starts the server only if NODE_ENV is not "production", but here it is.`,
        advice: 'Call it without this condition, on the port in $PORT.',
      }
    }
  }
  return undefined
}

const nodeEnv = String.raw`process\.env(?:\.NODE_ENV|\[['"]NODE_ENV['"]\])`
const outsideProduction = new RegExp(
  String.raw`\bif\s*\(\s*${nodeEnv}\s*(?:!==?\s*['"]production['"]|===?\s*['"](?:development|dev|local)['"])\s*\)\s*`,
  'g',
)
const listens = /\.listen\(|\bserve\(/

/** A connection of node-postgres that is neither released nor handed on, up to where the next one is taken. */
export function findKeptConnection({ language, source }: Submitted): Cause | undefined {
  if (language !== 'node') return undefined
  for (const path of source.keys()) {
    if (!/^(?!.*(?:^|\/)node_modules\/).*\.[cm]?[jt]s$/.test(path)) continue
    const text = textOf(source, path)
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
    const line = lineNumberAt(text, kept.index)
    return {
      detail: `${path}:${line} takes a connection from the pool and never returns it: when all are taken, every request waits for one.`,
      advice: `Call ${kept[1]}.release() in a "finally" block, or use pool.query(), which returns the connection by itself.`,
    }
  }
  return undefined
}

/**
 * A query beside a transaction, from inside of it: it needs a second connection while the first is held. Undefined
 * where the source does not show one, in the callback or in a function that it calls.
 */
export function findOuterQuery({ language, source }: Submitted): Cause | undefined {
  if (language !== 'node') return undefined
  const scripts = [...source.keys()].filter((path) => /^(?!.*(?:^|\/)node_modules\/).*\.[mc]?[jt]s$/.test(path))
  const texts = scripts.map((path) => ({ path, text: beginningOf(source, path) }))
  for (const { path, text } of texts) {
    for (const match of text.matchAll(beginsTransaction)) {
      const [begin, outer = '', inner = ''] = match
      const from = match.index + begin.length - 1
      const body = bodyAt(text, from)
      const mentionsInner = wholeName(inner)
      for (const { 0: statement, 1: called = '', index } of body.matchAll(
        /\b(?:await|return)\s+([\w$]+)\s*[(.][^;]*/g,
      )) {
        // It may be handed the transaction.
        if (mentionsInner.test(statement)) continue
        const isQuery = called === outer && !/\.\$?transaction\(/.test(statement)
        const user = isQuery ? undefined : findUser(called, outer, texts)
        if (!isQuery && !user) continue
        const line = lineNumberAt(text, from + index)
        return {
          detail: `${path}:${line} ${user ? `calls ${called}(), which uses "${outer}" (${user})` : `uses "${outer}"`} inside a transaction: a request then holds one connection and needs a second one. With enough requests at the same time, all of them wait for a connection.`,
          advice: `Use "${inner}" for all queries of the transaction${user ? `, also in ${called}()` : ''}.`,
        }
      }
    }
  }
  return undefined
}

/** A transaction whose statements go to a pool, which may send each of them over another connection. */
export function findSplitTransaction({ language, source }: Submitted): Cause | undefined {
  if (language !== 'node') return undefined
  if (!mentions(source, scripts, /\bcreatePool\(|\bnew\s+(?:\w+\.)?Pool\(/)) return undefined
  if (mentions(source, scripts, /\.(?:getConnection|connect|reserve|transaction)\(/)) return undefined
  const [begin] = findSourceLines(source, scripts, /\(\s*['"`](BEGIN|START TRANSACTION)\b/i)
  return (
    begin && {
      detail: `${begin.path}:${begin.line} sends ${begin.groups[0]} to a pool, which may send every statement over another connection: that is no transaction.`,
      advice: `Take one connection from the pool for the whole transaction, and release it in a "finally" block.`,
    }
  )
}

const beginsTransaction =
  /(?<![\w$])([\w$]+)\.\$?transaction\(\s*async\s+(?:function\s*)?\(?\s*([\w$]+)\s*(?::\s*[^()=]+)?\)?\s*(?:=>\s*)?\{/g

/** Where the only function of a name queries the database by the name `outer`, which is none of its parameters. */
function findUser(name: string, outer: string, texts: readonly { path: string; text: string }[]): string | undefined {
  const defines = new RegExp(
    String.raw`\b(?:function\s+${escapePattern(name)}|(?:const|let)\s+${escapePattern(name)}\s*=\s*async(?:\s+function)?)\s*\(([^()]*)\)[^{;]*\{`,
    'g',
  )
  const found = texts.flatMap(({ path, text }) => [...text.matchAll(defines)].map((match) => ({ path, text, match })))
  const [only] = found
  if (!only || found.length > 1) return undefined
  const { path, text, match } = only
  const from = match.index + match[0].length - 1
  const body = bodyAt(text, from)
  const query = new RegExp(String.raw`\b(?:await|return)\s+${escapePattern(outer)}\s*[(.]`).exec(body)
  if (!query || wholeName(outer).test(match[1] ?? '')) return undefined
  return `${path}:${lineNumberAt(text, from + query.index)}`
}

/** Not with `\b`, for which a name ends at a `$`. */
const wholeName = (name: string) => new RegExp(String.raw`(?<![\w$])${escapePattern(name)}(?![\w$])`)
