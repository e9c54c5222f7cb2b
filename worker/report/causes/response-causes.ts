import type { Language } from '../../../contracts/language.js'
import type { Exchange } from '../../../contracts/protocol/examiner.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import type { TestRun } from '../../checks/correctness/examination.js'
import { textOf } from '../../languages/project-files.js'
import { type Cause, findSourceLines, type Submitted } from './cause.js'
import { findMixed, refusesJson } from './exchanges.js'
import { forgottenAwait } from './log-causes.js'
import { findException } from './log-exception.js'
import { explainLostData } from './lost-data.js'
import { explainFastifyHandler, isFastifyError } from './node.js'
import { explainDoubledColumns, explainFormReader, explainRewrittenUrl } from './php.js'
import { djangoError, explainDjangoError, explainEnvelope } from './python.js'
import { findUnawaitedNext } from './rejections.js'
import { explainParams } from './ruby.js'
import { explainPrefix, explainSlashRedirect, isSlashRedirect } from './route-paths.js'
import { explainSeparateMemories } from './separate-memories.js'
import { explainTies, isOutOfOrder } from './tied-orders.js'
import { explainAllowedHosts, starletteRefusesHost } from './unknown-hosts.js'

/**
 * Why tests failed, where the responses say it and no log does: something answered in front of the learner's own code.
 */
export function findResponseCause(failed: readonly TestRun[], submitted: Submitted): Cause | undefined {
  const exchanges = failed.flatMap(({ transcript }) => transcript)
  return exchanges.length === 0
    ? undefined
    : causes.map((find) => find(exchanges, submitted, failed)).find((cause) => cause !== undefined)
}

type Find = (exchanges: readonly Exchange[], submitted: Submitted, failed: readonly TestRun[]) => Cause | undefined

const findHttpsRedirect: Find = (exchanges) =>
  exchanges.every(({ responseHeaders }) =>
    /^https:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(String(responseHeaders?.location)),
  )
    ? {
        detail: 'It redirects every request to HTTPS, which is not available here.',
        advice: 'Remove the redirect: tests use plain HTTP. In Django, it is the setting SECURE_SSL_REDIRECT.',
      }
    : undefined

/** Without DEBUG, Django logs nothing of it. */
const findAllowedHosts: Find = (exchanges, { language, source }) => {
  if (language !== 'python' || exchanges.some(({ status }) => status !== 400)) return undefined
  const refuses = [...source.keys()].find(
    (path) =>
      path.endsWith('.py') &&
      /^ALLOWED_HOSTS\s*=\s*\[(?![^\]]*['"](?:\*|127\.0\.0\.1)['"])/m.test(textOf(source, path)),
  )
  return refuses === undefined
    ? undefined
    : {
        detail: `Django refuses every request, because ALLOWED_HOSTS in ${refuses} does not contain 127.0.0.1.`,
        advice: 'Add "127.0.0.1" and "localhost" to ALLOWED_HOSTS, or write ALLOWED_HOSTS = ["*"].',
      }
}

const findUnreadPhp: Find = (exchanges, { language }) =>
  language === 'php' && exchanges.some(({ responseBody }) => /^\s*<\?(?!xml)/.test(responseBody ?? ''))
    ? {
        detail: 'PHP sent source code instead of running it.',
        advice: 'Begin the file with "<?php": the short form "<?" is not enabled here.',
      }
    : undefined

const findSentPromise: Find = (exchanges, { language }) =>
  language === 'node' &&
  exchanges.some(
    ({ requestBody, responseBody }) =>
      responseBody?.includes('[object Promise]') && !requestBody?.includes('[object Promise]'),
  )
    ? forgottenAwait
    : undefined

/**
 * The first response of a kind that at least half of the failed tests have: what explains fewer need not be the cause
 * of all.
 */
function findCommon(failed: readonly TestRun[], isMeant: (exchange: Exchange) => boolean): Exchange | undefined {
  const found = failed.map(({ transcript }) => transcript.find(isMeant)).filter((exchange) => exchange !== undefined)
  return found.length * 2 >= failed.length ? found[0] : undefined
}

const findRefusedHost: Find = (_exchanges, { language, source }, failed) => {
  const refused = findCommon(
    failed,
    ({ status, responseBody }) =>
      status === 400 && /Bad Request - Invalid Hostname|^Invalid host header$/.test(responseBody ?? ''),
  )
  if (language === 'dotnet') return refused && explainAllowedHosts(source)
  return language === 'python' ? refused && starletteRefusesHost : undefined
}

/** Why a response refuses a request that came from no page of its own; undefined where it does not say so. */
const explainCsrf = ({ status, responseBody }: Exchange): Cause | undefined => {
  const body = responseBody ?? ''
  return (status ?? 0) >= 400
    ? protections.find(({ says, statuses }) => statuses.includes(status ?? 0) && says.test(body))?.cause
    : undefined
}

const protect = (what: string, advice: string): Cause => ({
  detail: `${what} refuses requests without a CSRF token, which only its own pages have.`,
  advice,
})

const protections: readonly { statuses: readonly number[]; says: RegExp; cause: Cause }[] = [
  {
    statuses: [403],
    says: /CSRF verification failed/,
    cause: protect('Django', 'Remove CsrfViewMiddleware from MIDDLEWARE, or decorate the views with @csrf_exempt.'),
  },
  {
    statuses: [403],
    says: /"CSRF Failed: /,
    cause: protect(
      'Django REST framework',
      'Remove SessionAuthentication: set "DEFAULT_AUTHENTICATION_CLASSES": [] in REST_FRAMEWORK.',
    ),
  },
  {
    statuses: [419],
    says: /CSRF token mismatch|Page Expired/i,
    cause: protect(
      'Laravel',
      'Remove VerifyCsrfToken from the group "web" in app/Http/Kernel.php, or write $except = ["*"] in that class.',
    ),
  },
  {
    statuses: [400, 422],
    says: /The CSRF token is invalid\. Please try to resubmit the form/,
    cause: protect('A form of Symfony', 'Set the option "csrf_protection" of the form to false.'),
  },
  {
    statuses: [403, 500],
    says: /invalid csrf token|EBADCSRFTOKEN/,
    cause: protect('Your middleware', 'Remove the CSRF middleware: an API needs none.'),
  },
]

const findCsrf: Find = (_exchanges, _submitted, failed) => {
  const refused = findCommon(failed, (exchange) => explainCsrf(exchange) !== undefined)
  return refused && explainCsrf(refused)
}

const findSlashRedirect: Find = (_exchanges, submitted, failed) => {
  const redirect = findCommon(failed, isSlashRedirect)
  return redirect && explainSlashRedirect(redirect, submitted)
}

const findPrefix: Find = (exchanges, submitted) => explainPrefix(exchanges, submitted)

/** What a service does that reads only forms, where its source shows it. */
const formReaders: Readonly<Partial<Record<Language, (source: SourceTree) => Cause | undefined>>> = {
  php: explainFormReader,
  ruby: explainParams,
}

const findUnreadJson: Find = (_exchanges, { language, source }, failed) =>
  findCommon(failed, refusesJson) ? formReaders[language]?.(source) : undefined

const findDoubledColumns: Find = (_exchanges, { language }, failed) =>
  language === 'php'
    ? explainDoubledColumns(
        findCommon(failed, ({ responseBody }) => explainDoubledColumns(responseBody) !== undefined)?.responseBody ??
          null,
      )
    : undefined

const findUnreadRule: Find = (_exchanges, { language, source }, failed) =>
  language === 'php' && findCommon(failed, ({ status }) => status === 404) ? explainRewrittenUrl(source) : undefined

/** Koa's own response, where no route has responded yet. */
const findEarlyResponse: Find = (_exchanges, { language, source }, failed) =>
  language === 'node' &&
  findCommon(failed, ({ status, responseBody }) => status === 404 && responseBody === 'Not Found')
    ? findUnawaitedNext(source)
    : undefined

const findLostWrites: Find = (_exchanges, submitted, failed) =>
  explainSeparateMemories(
    failed.map(({ transcript }) => transcript),
    submitted,
  )

const findLostData: Find = (_exchanges, submitted, failed) =>
  explainLostData(
    failed.map(({ transcript }) => transcript),
    submitted,
  )

/** Drivers that give out some numbers as text: PDO the id of a row, node-postgres every BIGINT. */
const findTextIds: Find = (_exchanges, { language, source }, failed) => {
  const isText = ({ method, responseBody }: Exchange) =>
    method === 'POST' && /^\{[^{}]*"id":\s*"\d+"/.test(responseBody ?? '')
  if (!findCommon(failed, isText)) return undefined
  if (language === 'php') {
    const place = findSourceLines(source, /\.php$/, /lastInsertId\(/).find(({ text }) => !/\(int\)|intval\(/.test(text))
    return (
      place && {
        detail: `It sends the id as text ("1") instead of a number: lastInsertId() (${place.path}:${place.line}) returns a string.`,
        advice: 'Convert it, as in (int) $pdo->lastInsertId(), or let the database return it: INSERT … RETURNING id.',
      }
    )
  }
  const [declared] =
    language === 'node'
      ? findSourceLines(source, /\.(?:[mc]?[jt]s|sql)$/, /\b(?:BIGSERIAL|bigIncrements|BIGINT)\b/i)
      : []
  return (
    declared && {
      detail: `It sends the id as text ("1") instead of a number: node-postgres returns the type of ${declared.path}:${declared.line} as a string.`,
      advice:
        'Convert the id in each response: Number(row.id). Or declare the column as SERIAL or INTEGER, and treat ids that do not fit it as unknown.',
    }
  )
}

const findDjangoError: Find = (_exchanges, { language, source }, failed) =>
  language === 'python' &&
  findCommon(failed, ({ status, responseBody }) => status === 500 && djangoError.test(responseBody ?? '')) &&
  !failed.some(({ log }) => findException(log.join('\n')) !== undefined)
    ? explainDjangoError(source)
    : undefined

const findFastifyHandler: Find = (_exchanges, { language, source }, failed) =>
  language === 'node' && findCommon(failed, isFastifyError) ? explainFastifyHandler(source) : undefined

const findTies: Find = (_exchanges, { source }, failed) =>
  failed.every(isOutOfOrder) ? explainTies(source) : undefined

/** A cursor of a module, which the threads of a framework share: a request reads what another one asked for. */
const findSharedCursor: Find = (_exchanges, { language, source }, failed) => {
  if (language !== 'python') return undefined
  const isMixed = failed.some(({ transcript }) => findMixed(transcript) !== undefined)
  const [cursor] = isMixed ? findSourceLines(source, /\.py$/, /^\w+\s*=\s*\w+\.cursor\(/) : []
  return (
    cursor && {
      detail: `${cursor.path}:${cursor.line} makes one cursor for all requests. Those that arrive at the same time get each other's rows.`,
      advice: 'Make a cursor for each request, on a connection of its own, as from a pool.',
    }
  )
}

/** ASP.NET Core's own response to a body that does not satisfy its attributes. */
const findRefusedModel: Find = (_exchanges, { language, source }, failed) => {
  if (language !== 'dotnet') return undefined
  const refused = failed.every(({ transcript }) => {
    const last = transcript.at(-1)
    return last?.status === 400 && /One or more validation errors occurred/.test(last.responseBody ?? '')
  })
  const [controller] = refused ? findSourceLines(source, /\.cs$/, /^\s*\[ApiController\b/) : []
  return (
    controller && {
      detail: `[ApiController] (${controller.path}:${controller.line}) responds with a 400 to an invalid body before your action runs.`,
      advice:
        'Choose the response in InvalidModelStateResponseFactory of ConfigureApiBehaviorOptions, or set its SuppressModelStateInvalidFilter and check ModelState in the action.',
    }
  )
}

/** Of Entity Framework: a statement of its own, whose task nothing waits for. */
const findUnawaitedSave: Find = (_exchanges, { language, source }) => {
  if (language !== 'dotnet') return undefined
  const call = findSourceLines(source, /\.cs$/, /^\s*\w[\w.]*\.SaveChangesAsync\([^()]*\);/).find(
    ({ before }) => !/\bawait\s*$/.test(before),
  )
  return (
    call && {
      detail: `${call.path}:${call.line} calls SaveChangesAsync() without "await": the response is sent before anything is saved, and without the id that the database generates.`,
      advice: 'Write "await" before the call.',
    }
  )
}

const causes: readonly Find[] = [
  findHttpsRedirect,
  findAllowedHosts,
  findRefusedHost,
  findUnreadPhp,
  findSentPromise,
  findCsrf,
  findSlashRedirect,
  findUnreadJson,
  findUnreadRule,
  findPrefix,
  findDoubledColumns,
  findEarlyResponse,
  findLostWrites,
  findUnawaitedSave,
  findRefusedModel,
  findTextIds,
  findSharedCursor,
  findDjangoError,
  findFastifyHandler,
  findTies,
  (_exchanges, { source }, failed) => explainEnvelope(failed, source),
  findLostData,
]
