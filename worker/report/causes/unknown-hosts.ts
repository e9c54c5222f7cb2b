import type { SourceTree } from '../../../contracts/source-tree.js'
import { textOf } from '../../languages/project-files.js'
import { type Cause, findSourceLines, firstGroup, mentions } from './cause.js'

export const useDatabaseUrl =
  'Use $DATABASE_URL: it contains the host, the user, the password and the database to use here. If your code needs them separately, they are in DB_HOST, DB_USER, DB_PASSWORD and DB_NAME.'

const useRedisUrl = 'Use $REDIS_URL: it contains the host and the password to use here, if the exercise has Redis.'

const namedHost =
  /(?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)|could not translate host name "([\w.-]+)"|getaddrinfo(?:\(\))? for ([\w.-]+) failed|UnknownHostException: ([\w.-]+)|server host '([\w.-]+)'|\bconnecting to ([\w.-]+):\d+/

/** Of a line that says that a host was not found. */
export function explainUnknownHost(line: string, source: SourceTree): Cause {
  const host = firstGroup(namedHost.exec(line)?.slice(1) ?? [])
  // Only a name without a dot is that of a container.
  if (host === '' || host.includes('.')) {
    return {
      detail: `Host names cannot be resolved here: ${line}`,
      advice:
        'There is no network. The database is at $DATABASE_URL and the cache at $REDIS_URL, if the exercise has them.',
    }
  }
  const place = findHost(host, source)
  return {
    detail: `There is no host "${host}" here${place ? ` (${place})` : ''}.${describeCompose(host, source)}`,
    advice: adviseOn(host),
  }
}

/**
 * Of a service that says only that it waits, or nothing: a setting that names a container. Undefined where the
 * environment may replace it.
 */
export function findContainerHost(source: SourceTree): Cause | undefined {
  if (mentions(source, code, /\b(DATABASE_URL|DB_HOST|PGHOST|POSTGRES_HOST|MYSQL_HOST)\b/)) return undefined
  for (const host of [
    'db',
    'database',
    'postgres',
    'postgresql',
    'mysql',
    'mariadb',
    ...readServices(source).slice(0, mostServices),
  ]) {
    const place = findHost(host, source)
    if (place)
      return {
        detail: `${place}, names the host "${host}", which does not exist here.${describeCompose(host, source)}`,
        advice: adviseOn(host),
      }
  }
  return undefined
}

const mostServices = 10

const code = /\.([mc]?[jt]s|py|java|php|cs|rb)$/

/**
 * A file of settings or of code; what is read from the environment is only a default. A variable with such a name is no
 * host.
 */
function findHost(host: string, source: SourceTree): string | undefined {
  const key = String.raw`\b(?:host|server|data source|hostname|db_host)`
  const inCode = new RegExp(
    String.raw`${key}["']?\s*(?:=>?|:)\s*["']${host}["':]|${key}=${host}[;\s"']|(?:[^\s"'(]@|\w:\/\/)${host}[:/]`,
    'i',
  )
  const inSettings = new RegExp(String.raw`${key}["']?\s*[=:]\s*["']?${host}["']?\s*$`, 'i')
  const [found] = [
    ...findSourceLines(source, code, inCode),
    ...findSourceLines(source, settings, inCode),
    ...findSourceLines(source, settings, inSettings),
  ].filter(
    ({ path, text }) =>
      !/compose|(^|\/)\.|lock/.test(path) &&
      !/environ|getenv|process\.env|GetEnvironmentVariable|\$\{|\$_ENV|\bENV[.[]/.test(text),
  )
  return found && `${found.path}, line ${found.line}`
}

const settings = /\.(json|ya?ml|properties|ini|toml|xml)$/

const composeFiles = (source: SourceTree) =>
  [...source.keys()].filter((path) => /(^|\/)(docker-)?compose[\w.-]*\.ya?ml$/.test(path))

/** The containers that are databases or caches. */
const readServices = (source: SourceTree): string[] =>
  composeFiles(source).flatMap((path) => {
    let service: string | undefined
    return textOf(source, path)
      .split('\n')
      .flatMap((line) => {
        service = /^(?: {1,4}|\t)([\w-]+):\s*$/.exec(line)?.[1] ?? service
        return service !== undefined && /^\s+image:\s*["']?[\w./-]*(?:postgres|mysql|mariadb|redis)/.test(line)
          ? service
          : []
      })
  })

function describeCompose(host: string, source: SourceTree): string {
  const file = composeFiles(source).find((path) => new RegExp(`^\\s+${host}:`, 'm').test(textOf(source, path)))
  return file ? ` It is a container of ${file}, which is not used.` : ''
}

const adviseOn = (host: string) => (/redis|cache/i.test(host) ? useRedisUrl : useDatabaseUrl)

export const djangoRefusesHost: Cause = {
  detail: 'Django refuses requests to 127.0.0.1, which is where the tests come from.',
  advice: 'Add "127.0.0.1" and "localhost" to ALLOWED_HOSTS, or write ALLOWED_HOSTS = ["*"].',
}

export const starletteRefusesHost: Cause = {
  detail: 'TrustedHostMiddleware refuses requests to 127.0.0.1, which is where the tests come from.',
  advice: 'Add "127.0.0.1" and "localhost" to its allowed_hosts, or remove the middleware.',
}

/** Of ASP.NET Core, which filters by a setting. */
export function explainAllowedHosts(source: SourceTree): Cause {
  const place = findSourceLines(source, /(^|\/)appsettings[^/]*\.json$/, /"AllowedHosts"\s*:\s*"(?!\*)/)[0]
  return {
    detail: `ASP.NET Core refuses requests to 127.0.0.1, which is where the tests come from: AllowedHosts${place ? ` in ${place.path}, line ${place.line},` : ''} does not contain it.`,
    advice: 'Set "AllowedHosts": "*" in appsettings.json.',
  }
}
