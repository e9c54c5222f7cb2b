import type { IncomingMessage } from 'node:http'
import { checkUrl } from './check-url.js'
import { refuseFile } from './fetch-rules.js'
import { sendRequest, type Hop } from './send-request.js'

const MAX_REDIRECTS = 5

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Refusals that a host takes back by itself: too early, too slow, too often. */
const passing: ReadonlySet<number> = new Set([408, 425, 429])

/**
 * Sends a request and follows where it leads, each step checked as if it were the first. Resolves with the response
 * of status 200. Throws `CallerError` `file-refused` for addresses and statuses that stay as they are, plain errors for
 * those that may pass.
 */
export async function followRedirects(start: Hop): Promise<IncomingMessage> {
  let url = start.url
  for (let sent = 0; sent <= MAX_REDIRECTS; sent++) {
    const response = await sendRequest({ ...start, url })
    if (response.statusCode === 200) return response
    const { location } = response.headers
    response.destroy()
    if (!redirects.has(response.statusCode ?? 0)) throw describeStatus(response.statusCode ?? 0, url.host)
    url = readLocation(location, url, start)
  }
  throw refuseFile(`The address redirects more than ${MAX_REDIRECTS} times.`)
}

function readLocation(location: string | undefined, from: URL, { rules }: Hop): URL {
  if (!location) throw refuseFile(`The host ${from.host} sent a redirect without a target.`)
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(location)
  if (!isAbsolute && !URL.canParse(location, from))
    throw refuseFile(`The host ${from.host} sent a redirect to an invalid address.`)
  const url = checkUrl(isAbsolute ? location : new URL(location, from).href, rules)
  if (from.protocol === 'https:' && url.protocol === 'http:')
    throw refuseFile('The address redirects from https to http.')
  return url
}

function describeStatus(status: number, host: string): Error {
  const detail = `The host ${host} responded with status ${status}.`
  return status >= 500 || passing.has(status) ? new Error(detail) : refuseFile(detail)
}
