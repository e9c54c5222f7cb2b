import type { Exchange } from '../../contracts/protocol/examiner.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import type { Cause } from './cause.js'
import { folderOf, joinPaths } from './paths.js'
import { findSourceLines, type SourceLine } from './source-lines.js'

/** Of Express 5, in the error of a route whose path it does not accept: `Unexpected ( at index 4: /:id(\d+); visit …`. */
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
  return file !== undefined && !/fastify-plugin|\bfp\(|skip-override/.test(source.get(file)?.toString('utf8') ?? '')
}

function explainConfined({ path, line }: SourceLine, source: SourceTree): Cause | undefined {
  const register = findSourceLines(source, scripts, /\.register\(\s*(\w+|import\(\s*['"]\.[^'"]+['"]\s*\))/).find(
    (each) => findImported(each.groups[0] ?? '', each.path, source) === path && isConfined(each, source),
  )
  const makesApp = /\b[Ff]astify\(/.test(source.get(path)?.toString('utf8') ?? '')
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
  const text = source.get(path)?.toString('utf8') ?? ''
  const relative =
    /['"](\.[^'"]+)['"]/.exec(name)?.[1] ??
    new RegExp(
      String.raw`\bimport\s+(?:\w+\s*,\s*)?(?:\*\s+as\s+)?\{?[^}'"\n]*\b${name}\b[^'"\n]*from\s*['"](\.[^'"]+)['"]|\b${name}\b[^\n=]*=\s*(?:await\s+)?(?:require|import)\(\s*['"](\.[^'"]+)['"]`,
    )
      .exec(text)
      ?.slice(1)
      .find(Boolean)
  if (relative === undefined) return undefined
  const target = joinPaths(folderOf(path), relative)
  return ['', '.js', '.ts', '.mjs', '/index.js', '/index.ts']
    .map((ending) => target + ending)
    .concat(target.replace(/\.js$/, '.ts'))
    .find((each) => source.has(each))
}
