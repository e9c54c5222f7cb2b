import { escapeLine } from '../../contracts/escape.js'
import type { Page } from './page.js'

/** A token as a server lists it: everything but its secret. Moments are ISO 8601. */
export interface TokenState {
  id: string
  owner: string
  role: string
  createdAt: string
  expiresAt: string | null
  revokedAt: string | null
}

/** The tokens as a table. */
export function printTokens(tokens: readonly TokenState[], page: Page): string {
  if (tokens.length === 0) return 'There are no tokens.'
  return tokens.map((token) => printToken(token, page)).join('\n')
}

function printToken({ id, owner, role, createdAt, expiresAt, revokedAt }: TokenState, page: Page): string {
  const state = revokedAt ? `revoked ${day(revokedAt)}` : expiresAt ? `until ${day(expiresAt)}` : 'for ever'
  const name = escapeLine(owner)
  return `${id}  ${role.padEnd(11)}${name.padEnd(24)} ${page.paint('dim', `since ${day(createdAt)}, ${state}`)}`
}

const day = (moment: string) => moment.slice(0, 10)
