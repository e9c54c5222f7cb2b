import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

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
