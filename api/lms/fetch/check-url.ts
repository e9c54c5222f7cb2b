import { escapeLine } from '../../../contracts/escape.js'
import { refuseFile, type FetchRules } from './fetch-rules.js'

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
export const isListed = (url: URL, hosts: readonly string[]): boolean =>
  hosts.some((host) => host.toLowerCase() === url.host || host.toLowerCase() === withPort(url))

const withPort = (url: URL) => `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`
