import { CallerError } from '../../../contracts/errors.js'

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
