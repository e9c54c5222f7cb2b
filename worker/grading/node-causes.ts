import type { Cause } from './cause.js'

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
