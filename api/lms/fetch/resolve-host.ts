import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { findForbiddenRange } from './check-address.js'
import { refuseFile, type FetchRules, type ResolveName } from './fetch-rules.js'

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
