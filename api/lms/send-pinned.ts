import { lookup } from 'node:dns/promises'
import { type IncomingMessage, type OutgoingHttpHeaders, request as requestByHttp } from 'node:http'
import { request as requestByHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { escapeLine } from '../../contracts/escape.js'
import { CallerError } from '../../contracts/errors.js'

const MAX_HEADER_BYTES = 16 * 1024

export interface PinnedRequest {
  method: 'GET' | 'POST'
  url: URL
  rules: Pick<FetchRules, 'allowsPrivateNetwork' | 'resolve'>
  headers: OutgoingHttpHeaders
  /** Absent for a request without a body. */
  content?: Buffer
  signal: AbortSignal
}

/**
 * Sends one request on a connection of its own, to an address that was checked. Certificates are checked against the
 * name in the URL. Resolves with the response, its body unread; throws `CallerError` for the address, plain errors for
 * the rest.
 */
export async function sendPinned({
  method,
  url,
  rules,
  headers,
  content,
  signal,
}: PinnedRequest): Promise<IncomingMessage> {
  const addresses = await resolveHost(url, rules)
  const options = {
    agent: false,
    method,
    headers: { ...headers, 'user-agent': 'assay' },
    lookup: pinLookup(addresses),
    maxHeaderSize: MAX_HEADER_BYTES,
    signal,
  }
  return await new Promise((resolve, reject) => {
    const open = url.protocol === 'https:' ? requestByHttps : requestByHttp
    // An answer such as 101 only closes the connection.
    const isClosed = () => reject(new Error(`The host ${url.host} closed the connection without a response`))
    open(url, options).on('response', resolve).on('error', reject).on('close', isClosed).end(content)
  })
}

/** One request, without what it may redirect to. */
export interface Hop {
  url: URL
  rules: FetchRules
  headers: Readonly<Record<string, string>>
  signal: AbortSignal
}

/**
 * Asks once for a document, with the connection's token where it belongs to the host. Resolves and throws as
 * `sendPinned`.
 */
export async function sendRequest({ url, rules, headers, signal }: Hop): Promise<IncomingMessage> {
  const isForToken = rules.token !== null && isListed(url, rules.tokenHosts)
  return await sendPinned({
    method: 'GET',
    url,
    rules,
    headers: {
      accept: '*/*',
      ...headers,
      'accept-encoding': 'identity',
      ...(isForToken ? { authorization: `Bearer ${rules.token}` } : {}),
    },
    signal,
  })
}

const resolveBySystem: ResolveName = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address)

/**
 * The addresses of a host, each of them checked: one bad one refuses all, as nobody has both in good faith. Throws
 * `CallerError` `file-refused`; trouble with the resolver is thrown as a plain error.
 */
export async function resolveHost(
  url: URL,
  rules: Pick<FetchRules, 'allowsPrivateNetwork' | 'resolve'>,
): Promise<readonly string[]> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const addresses = isIP(host) ? [host] : await (rules.resolve ?? resolveBySystem)(host)
  if (addresses.length === 0) throw new Error(`The host ${host} has no address`)
  for (const address of addresses) {
    const range = findForbiddenRange(address, rules.allowsPrivateNetwork)
    if (range) throw refuseFile(`The host ${host} resolves to a forbidden address (${range}).`)
  }
  return addresses
}

/**
 * Answers a socket's question for a name with the addresses that were checked, whatever the name leads to by now:
 * else a name could change between the check and the connection.
 */
export function pinLookup(addresses: readonly string[]): LookupFunction {
  const pinned = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, options, done) => {
    const [first] = pinned
    queueMicrotask(() => {
      if (options.all) done(null, pinned)
      else done(null, first?.address ?? '', first?.family)
    })
  }
}

const MAX_LENGTH = 4000

/**
 * Reads an address that came from outside. It must mean one thing to every reader: a plain https address of an allowed
 * host, with nothing that this or another parser would first have to rewrite. Throws `CallerError` `file-refused`.
 */
export function checkUrl(address: string, rules: Pick<FetchRules, 'allowedHosts' | 'allowsPrivateNetwork'>): URL {
  if (address.length > MAX_LENGTH) throw refuseFile(`The address is longer than ${MAX_LENGTH} characters.`)
  checkScheme(address, rules.allowsPrivateNetwork)
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(address)?.[1] ?? ''
  if (authority.includes('@')) throw refuseFile('The address contains a user name or password.')
  if (!URL.canParse(address)) throw refuseFile('The address is not a valid URL.')
  const url = new URL(address)
  if (!isWrittenPlainly(authority, url)) {
    throw refuseFile(
      'The host of the address is not in its usual form: write names in ASCII and IP addresses in standard notation.',
    )
  }
  if (url.hostname.endsWith('.')) throw refuseFile('The host of the address ends with a dot.')
  if (!isListed(url, rules.allowedHosts))
    throw refuseFile(`The connection does not allow the host ${escapeLine(url.host)}.`)
  return url
}

function checkScheme(address: string, allowsPrivateNetwork: boolean): void {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase()
  if (scheme === undefined) throw refuseFile('The address does not start with https://.')
  if (scheme === 'https' || (scheme === 'http' && allowsPrivateNetwork)) return
  throw refuseFile(`The address starts with ${scheme}:, but only https: is accepted.`)
}

/** 2130706433, 0x7f.1, 0177.0.0.1, a full-width digit or %31 all become 127.0.0.1, if one lets the parser. */
function isWrittenPlainly(authority: string, url: URL): boolean {
  const written = authority.toLowerCase()
  return written === url.host || written === withPort(url)
}

/** Whether a list of hosts has that of `url`. An entry without a port means the usual one. */
const isListed = (url: URL, hosts: readonly string[]): boolean =>
  hosts.some((host) => host.toLowerCase() === url.host || host.toLowerCase() === withPort(url))

const withPort = (url: URL) => `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`

/** What `allowsPrivateNetwork` opens. Link-local is not in it: cloud machines hand out their credentials there. */
const privateRanges: ReadonlySet<string> = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat'])

/** All that IANA has given out as global unicast; the rest of IPv6 wraps IPv4 addresses or means something special. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3')

/**
 * Why no connection may go to an IP address, as the name of its range; `null` where it may. Taken is global unicast,
 * and by the operator's word the private ranges: never what wraps another address (IPv4-mapped, 6to4, NAT64, Teredo).
 */
export function findForbiddenRange(address: string, allowsPrivateNetwork: boolean): string | null {
  if (!isIP(address)) return 'unreadable'
  const parsed = ipaddr.parse(address)
  const range = parsed.range()
  if (allowsPrivateNetwork && privateRanges.has(range)) return null
  if (range !== 'unicast') return range
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6) ? null : 'reserved'
}

/** All addresses of a host name. Throws when it cannot be resolved now. */
export type ResolveName = (hostname: string) => Promise<readonly string[]>

/** What a connection may fetch, and with what. */
export interface FetchRules {
  /**
   * Hosts as they stand in an address: `files.example.edu`, or with a port that is not the usual one. Nothing else is
   * asked.
   */
  allowedHosts: readonly string[]
  /** The operator's word that the LMS is inside: plain http, loopback and private addresses are taken too. */
  allowsPrivateNetwork: boolean
  /** Sent as `Authorization: Bearer`, to `tokenHosts` alone. */
  token: string | null
  tokenHosts: readonly string[]
  /** In place of the system's resolver. */
  resolve?: ResolveName
}

/** A refusal that no further try would change. `detail` says which rule. */
export const refuseFile = (detail: string): CallerError => new CallerError('file-refused', detail)
