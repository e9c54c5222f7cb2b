import type { Language } from '../../../contracts/language.js'
import type { Exchange } from '../../../contracts/protocol/examiner.js'
import { type Cause, findSourceLines, mentions, type SourceLine, type Submitted } from './cause.js'

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
  return { detail, advice: exactPaths }
}

const exactPaths = 'Declare your routes exactly as the exercise writes the paths.'

type Route = SourceLine & { advice: string }

function findPythonRoute(method: string, { language, source }: Submitted): Route | undefined {
  if (language !== 'python') return undefined
  const [django] = findSourceLines(
    source,
    /(^|\/)urls\.py$/,
    /\b(?:re_)?path\(\s*r?(['"])(?!\1)(?!admin\b)[^'"]*\/\$?\1/,
  )
  if (django) {
    const advice = django.text.includes('include(')
      ? 'Move it to the front of the included routes: path("notes", include(…)) here, and path("", …) and path("/<int:id>", …) there.'
      : 'Write your routes without it, as in path("notes", …).'
    return { ...django, advice }
  }
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

/** A prefix such as `/api`, in the ways in which frameworks put it in front of routes. */
const prefixes: Partial<Record<Language, readonly [files: RegExp, declaration: RegExp][]>> = {
  node: [
    [/\.[mc]?[jt]sx?$/, /\.(?:use|route|basePath)\(\s*(['"`])(\/[\w-]+(?:\/[\w-]+)*)\/?\1/],
    [/\.[mc]?[jt]sx?$/, /(?:setGlobalPrefix\(|\bprefix:)\s*(['"`])(\/?[\w-]+(?:\/[\w-]+)*)\/?\1/],
  ],
  python: [
    [/\.py$/, /\b(?:url_)?prefix\s*=\s*(['"])(\/[\w-]+(?:\/[\w-]+)*)\/?\1/],
    [/(^|\/)urls\.py$/, /\bpath\(\s*(['"])([\w-]+(?:\/[\w-]+)*)\/\1\s*,\s*include\(/],
  ],
  php: [[/\.php$/, /(?:->|::)(?:prefix|group|setBasePath)\(\s*(['"])(\/?[\w-]+(?:\/[\w-]+)*)\/?\1/]],
  java: [
    [
      /\.java$/,
      /@(?:RequestMapping|Path|ApplicationPath)\(\s*(?:(?:value|path)\s*=\s*)?(")(\/?[\w-]+(?:\/[\w-]+)*)\/?\1/,
    ],
    [/\.(?:properties|ya?ml)$/, /context-path\s*[=:]\s*(["']?)(\/[\w-]+(?:\/[\w-]+)*)\/?\1\s*$/],
  ],
  ruby: [[/\.(?:rb|ru)$/, /^\s*(?:map|namespace)[ (]+(['"])(\/[\w-]+(?:\/[\w-]+)*)\/?\1/]],
  dotnet: [[/\.cs$/, /(?:\bMapGroup|\bUsePathBase|\[Route)\(\s*(")(\/?[\w-]+(?:\/[\w-]+)*)(?:\/[^"]*)?\1/]],
}

/**
 * The prefix that keeps routes from being found, where no request of a failed test got more than a page or a 404.
 * Undefined where a test requests paths below it.
 */
export function explainPrefix(exchanges: readonly Exchange[], { language, source }: Submitted): Cause | undefined {
  const isUnrouted = ({ status, responseHeaders }: Exchange) =>
    status === 404 || status === 405 || (status === 200 && /^text\/html/.test(responseHeaders['content-type'] ?? ''))
  if (!exchanges.every(isUnrouted)) return undefined
  const partsOf = (path: string) => path.split(/[/?]/).filter((part) => part !== '')
  const wanted = new Set(exchanges.map(({ path }) => partsOf(path)[0]))
  for (const [files, declaration] of prefixes[language] ?? []) {
    for (const { path, line, groups } of findSourceLines(source, files, declaration)) {
      const parts = partsOf(groups[1] ?? '')
      const ends = parts.findIndex((part) => !/^(?:api|rest|v\d+)$/i.test(part))
      if (ends === 0 || wanted.has(parts[0])) continue
      const prefix = `/${parts.slice(0, ends === -1 ? undefined : ends).join('/')}`
      return {
        detail: `${path}:${line} puts routes below ${prefix}, but the paths of the exercise do not begin with it.`,
        advice: `Remove ${prefix} from your routes: the paths must be exactly as the exercise writes them.`,
      }
    }
  }
  return undefined
}
