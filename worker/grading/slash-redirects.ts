import type { Exchange } from '../../contracts/examiner-protocol.js'
import type { Cause, Submitted } from './cause.js'
import { findSourceLines, mentions, type SourceLine } from './source-lines.js'

/** Whether a response sends the client to the same path, with a slash at the end or without. */
export const isSlashRedirect = ({ path, status, responseHeaders }: Exchange): boolean =>
  [301, 302, 307, 308].includes(status ?? 0) &&
  pathOf(locationOf(responseHeaders)) !== pathOf(path) &&
  withoutSlash(locationOf(responseHeaders)) === withoutSlash(path)

const locationOf = (headers: Exchange['responseHeaders']) =>
  (headers.location ?? '').replace(/^https?:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?(?=\/)/, '')
const pathOf = (target: string) => target.split('?')[0] ?? ''
const withoutSlash = (target: string) => pathOf(target).replace(/\/$/, '')

/** Of such a response. The path is not quoted, because a hidden test may ask for it: the route in the source is. */
export function explainSlashRedirect({ method, status, responseHeaders }: Exchange, submitted: Submitted): Cause {
  const hasSlash = pathOf(locationOf(responseHeaders)).endsWith('/')
  const detail = `It redirects requests (${status}) to the same path ${hasSlash ? 'with' : 'without'} a slash at the end.`
  const route = hasSlash ? findPythonRoute(method, submitted) : undefined
  if (route)
    return { detail: `${detail} ${route.path}:${route.line} declares a route with this slash.`, advice: route.advice }
  return { detail, advice: 'Declare your routes exactly as the exercise writes the paths.' }
}

type Route = SourceLine & { advice: string }

function findPythonRoute(method: string, { language, source }: Submitted): Route | undefined {
  if (language !== 'python') return undefined
  const [django] = findSourceLines(
    source,
    /(^|\/)urls\.py$/,
    /\b(?:re_)?path\(\s*r?(['"])(?!\1)(?!admin\b)[^'"]*\/\$?\1/,
  )
  if (django) return { ...django, advice: 'Write your routes without it, as in path("notes", …).' }
  const routes = findSourceLines(source, /\.py$/, /^\s*@(\w+)\.(\w+)\(\s*(['"])([^'"]*\/)\3/)
  const isUsed = ({ groups: [object, kind, , path] }: SourceLine) =>
    (kind === 'route' || kind === method.toLowerCase()) && !(path === '/' && object === 'app')
  const route = routes.find(isUsed)
  if (!route) return undefined
  const [object, kind, , path = '/'] = route.groups
  if (mentions(source, /\.py$/, /\b(?:import|from)\s+flask\b/))
    return {
      ...route,
      advice: 'Write your routes without it, or set app.url_map.strict_slashes = False before the routes.',
    }
  return { ...route, advice: `Write your routes without it, as in @${object}.${kind}("${path.slice(0, -1)}").` }
}
