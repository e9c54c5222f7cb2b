import { CallerError } from '../../contracts/errors.js'
import { checkUrl } from './fetch/check-url.js'

/** The host of an address, as it stands in lists of hosts. Empty where the address cannot be read. */
export const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : '')

/** Whether the keys of an LMS are at an address, and not in the setting itself. */
export const isKeySetUrl = (jwks: string): boolean => !jwks.trimStart().startsWith('{')

/** What of a connection is an address, or may be one. */
interface Addresses {
  apiUrl: string | null
  gradeUrl: string | null
  jwks: string | null
  allowsPrivateNetwork: boolean
}

/** Throws `bad-request` where an address of the connection would be refused whenever it is asked. */
export function refuseUnsafeUrls({ apiUrl, gradeUrl, jwks, allowsPrivateNetwork }: Addresses): void {
  const addresses = { apiUrl, gradeUrl, jwks: jwks && isKeySetUrl(jwks) ? jwks : null }
  for (const [name, address] of Object.entries(addresses)) {
    if (address) refuseUnsafeUrl(name, address, allowsPrivateNetwork)
  }
}

function refuseUnsafeUrl(name: string, address: string, allowsPrivateNetwork: boolean): void {
  try {
    checkUrl(address, { allowedHosts: [hostOf(address)], allowsPrivateNetwork })
  } catch (error) {
    if (!(error instanceof CallerError)) throw error
    throw new CallerError('bad-request', `"${name}" cannot be used. ${error.message}`, { errors: [{ pointer: `/${name}`, detail: error.message }] })
  }
}
