import type { TestRun } from '../checks/correctness/examination.js'
import type { Cause, Submitted } from './cause.js'
import { forgottenAwait } from './log-causes.js'

type Exchange = TestRun['transcript'][number]

/** Why tests failed, where the responses say it and no log does: something answered in front of the learner's own code. */
export function findResponseCause(failed: readonly TestRun[], submitted: Submitted): Cause | undefined {
  const exchanges = failed.flatMap(({ transcript }) => transcript)
  return exchanges.length === 0 ? undefined : causes.map((find) => find(exchanges, submitted)).find((cause) => cause !== undefined)
}

type Find = (exchanges: readonly Exchange[], submitted: Submitted) => Cause | undefined

const findHttpsRedirect: Find = (exchanges) =>
  exchanges.every(({ responseHeaders }) => /^https:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(String(responseHeaders?.location)))
    ? { detail: 'It redirects every request to HTTPS, which is not available here.', advice: 'Remove the redirect: tests use plain HTTP. In Django, it is the setting SECURE_SSL_REDIRECT.' }
    : undefined

/** Without DEBUG, Django logs nothing of it. */
const findAllowedHosts: Find = (exchanges, { language, source }) => {
  if (language !== 'python' || exchanges.some(({ status }) => status !== 400)) return undefined
  const refuses = [...source].find(([path, bytes]) => path.endsWith('.py') && /^ALLOWED_HOSTS\s*=\s*\[(?![^\]]*['"](?:\*|127\.0\.0\.1)['"])/m.test(bytes.toString('utf8')))
  return refuses && {
    detail: `Django refuses every request, because ALLOWED_HOSTS in ${refuses[0]} does not contain 127.0.0.1.`,
    advice: 'Add "127.0.0.1" and "localhost" to ALLOWED_HOSTS, or write ALLOWED_HOSTS = ["*"].',
  }
}

const findUnreadPhp: Find = (exchanges, { language }) =>
  language === 'php' && exchanges.some(({ responseBody }) => /^\s*<\?(?!xml)/.test(responseBody ?? ''))
    ? { detail: 'PHP sent source code instead of running it.', advice: 'Begin the file with "<?php": the short form "<?" is not enabled here.' }
    : undefined

const findSentPromise: Find = (exchanges, { language }) =>
  language === 'node' && exchanges.some(({ requestBody, responseBody }) => responseBody?.includes('[object Promise]') && !requestBody?.includes('[object Promise]')) ? forgottenAwait : undefined

const causes: readonly Find[] = [findHttpsRedirect, findAllowedHosts, findUnreadPhp, findSentPromise]
