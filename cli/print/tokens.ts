import type { Page } from './page.js'
import { printTable } from './table.js'

/** A token as a server lists it: everything but its secret. Moments are ISO 8601. */
export interface TokenState {
  id: string
  owner: string
  scope: string
  createdAt: string
  expiresAt: string | null
  revokedAt: string | null
}

/** The tokens as a table. */
export const printTokens = (tokens: readonly TokenState[], page: Page): string =>
  printTable(['id', 'owner', 'scope', 'since', 'state'], tokens.map(rowOf), page, 'There are no tokens.')

const rowOf = ({ id, owner, scope, createdAt, expiresAt, revokedAt }: TokenState) => {
  const state = revokedAt ? `revoked ${day(revokedAt)}` : expiresAt ? `until ${day(expiresAt)}` : 'forever'
  return [id, owner, scope, day(createdAt), state]
}

const day = (moment: string) => moment.slice(0, 10)
