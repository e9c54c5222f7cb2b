import type { Cause, Submitted } from './cause.js'
import { procfileLine } from '../languages/procfile.js'
import { readPackageJson } from '../languages/package-json.js'

/** Of a Node service that ended by itself: it listens only where NODE_ENV is not "production", which it is here. */
export function findConditionalListen({ language, source }: Submitted): Cause | undefined {
  const start = procfileLine(source, 'web') ?? readPackageJson(source.get('package.json')).scripts.start ?? ''
  if (language !== 'node' || start.includes('NODE_ENV')) return undefined
  for (const [path, bytes] of source) {
    if (!/\.[mc]?[jt]s$/.test(path) || /(^|\/)(node_modules|tests?|dist)\//.test(path)) continue
    const text = bytes.subarray(0, longestFile).toString('utf8')
    for (const match of text.matchAll(outsideProduction)) {
      const from = match.index + match[0].length
      const listen = listens.exec(bodyOf(text.slice(from, from + longestBody)))
      if (!listen) continue
      const line = text.slice(0, from + listen.index + 1).split('\n').length
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

/** Characters. A server starts in less. */
const longestBody = 3000
const longestFile = 500_000

/** The statement at the beginning of a text: a block, or what is on its line. */
function bodyOf(text: string): string {
  if (!text.startsWith('{')) return text.slice(0, text.search(/;|\n|$/))
  let depth = 0
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1
    if (depth === 0) return text.slice(0, index)
  }
  return ''
}
