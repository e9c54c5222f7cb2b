import { asc, eq } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import { withTimeout } from '../background.js'
import { connections, type SharedSecret } from '../courses/tables.js'
import type { Queryable } from '../database/open-database.js'
import type { AdapterSettings, FetchJson, LmsAdapter } from './adapter.js'
import { canvasLiveEvents } from './canvas.js'
import { createFetchJson } from './fetch-bounded.js'
import { checkUrl, type FetchRules, resolveHost } from './send-pinned.js'
import { makeWebhookSecret } from './signing.js'
import { standardWebhooks } from './standard-webhooks.js'

export type ConnectionRow = typeof connections.$inferSelect

/** Throws `connection-not-found`. */
export async function findConnection(db: Queryable, id: string): Promise<ConnectionRow> {
  const [row] = await db.select().from(connections).where(eq(connections.id, id))
  if (!row) throw new CallerError('connection-not-found', 'There is no connection with that id.')
  return row
}

export const listConnections = (db: Queryable): Promise<ConnectionRow[]> =>
  db.select().from(connections).orderBy(asc(connections.id))

/** What of a connection can be set. Fields left out stay as they are. */
export type ConnectionChange = Partial<
  Pick<
    ConnectionRow,
    'title' | 'jwks' | 'apiUrl' | 'allowedHosts' | 'allowsPrivateNetwork' | 'fetchToken' | 'enrolsLearners' | 'gradeUrl'
  >
>

/** With a secret for each direction. Throws `already-exists`, `bad-request` for addresses that could never be asked. */
export async function createConnection(
  tx: Queryable,
  draft: { id: string; title: string; adapter: string } & ConnectionChange,
): Promise<ConnectionRow> {
  const now = new Date()
  const [row] = await tx
    .insert(connections)
    .values({ ...draft, secrets: [firstSecret(now)], gradeSecrets: [firstSecret(now)] })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new CallerError('already-exists', `The connection "${draft.id}" already exists.`)
  await refuseUnusableUrls(row)
  return row
}

/** Throws `connection-not-found`, `bad-request` for addresses that could never be asked. */
export async function changeConnection(tx: Queryable, id: string, change: ConnectionChange): Promise<ConnectionRow> {
  const [row] = await tx
    .update(connections)
    .set({ ...change, id })
    .where(eq(connections.id, id))
    .returning()
  if (!row) return findConnection(tx, id)
  await refuseUnusableUrls(row)
  return row
}

/** `inbound` signs what the LMS sends us, `grades` what we send it. */
export const secretDirections = ['inbound', 'grades'] as const
export type SecretDirection = (typeof secretDirections)[number]

const columnOf = { inbound: 'secrets', grades: 'gradeSecrets' } as const

/** Puts a new secret before the one there is; see `rotateSecrets`. Answers the new one, this once. */
export async function addSecret(
  tx: Queryable,
  request: { id: string; direction: SecretDirection; overlapHours: number },
): Promise<{ secret: string; previousExpiresAt: string | null }> {
  const column = columnOf[request.direction]
  const [row] = await tx.select().from(connections).where(eq(connections.id, request.id)).for('update')
  if (!row) throw new CallerError('connection-not-found', 'There is no connection with that id.')
  const [added, previous] = rotateSecrets(row[column], request.overlapHours, new Date())
  await tx
    .update(connections)
    .set({ [column]: previous ? [added, previous] : [added] })
    .where(eq(connections.id, request.id))
  return { secret: added.secret, previousExpiresAt: previous?.expiresAt ?? null }
}

/** Throws where the connection was made for an adapter that this version does not have: our fault, tried again. */
export function adapterOf({ adapter: name }: ConnectionRow): LmsAdapter {
  const adapter = findAdapter(name)
  if (!adapter) throw new Error(`There is no adapter "${name}"`)
  return adapter
}

export const settingsOf = (connection: ConnectionRow, now: Date): AdapterSettings => ({
  secrets: validSecrets(connection.secrets, now),
  jwks: connection.jwks,
  apiUrl: connection.apiUrl,
})

/** Reads the key set of an LMS: from its address alone, without credentials. */
export const keySetReader = ({ jwks, allowsPrivateNetwork }: ConnectionRow): FetchJson =>
  createFetchJson({
    allowedHosts: jwks && isKeySetUrl(jwks) ? [hostOf(jwks)] : [],
    allowsPrivateNetwork,
    token: null,
    tokenHosts: [],
  })

/** Reads the LMS's own API with the connection's token, and nothing else. */
export function apiReader({ apiUrl, allowsPrivateNetwork, fetchToken: token }: ConnectionRow): FetchJson {
  const hosts = apiUrl ? [hostOf(apiUrl)] : []
  return createFetchJson({ allowedHosts: hosts, allowsPrivateNetwork, token, tokenHosts: hosts })
}

/**
 * What the file at `url` may be fetched by. The token goes to the LMS's API host where there is one, else to the host
 * of that address alone: what a redirect leads to, as the storage behind an LMS, never gets it.
 */
export function fileRules(
  { apiUrl, allowedHosts, allowsPrivateNetwork, fetchToken: token }: ConnectionRow,
  url: string,
): FetchRules {
  const apiHosts = apiUrl ? [hostOf(apiUrl)] : []
  return {
    allowedHosts: [...allowedHosts, ...apiHosts],
    allowsPrivateNetwork,
    token,
    tokenHosts: apiUrl ? apiHosts : [hostOf(url)],
  }
}

/** The host of an address, as it stands in lists of hosts. Empty where the address cannot be read. */
export const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : '')

/** Whether the keys of an LMS are at an address, and not in the setting itself. */
const isKeySetUrl = (jwks: string): boolean => !jwks.trimStart().startsWith('{')

/** What of a connection is an address, or may be one. */
interface Addresses {
  apiUrl: string | null
  gradeUrl: string | null
  jwks: string | null
  allowsPrivateNetwork: boolean
}

/** A resolver that does not answer in time says nothing against an address. */
const RESOLVE_MS = 2_000

/**
 * Throws `bad-request` where an address of the connection would be refused whenever it is asked, or leads into a private
 * network, which it may not ask: else each try would fail, days later. A name that cannot be resolved now is taken: it
 * may be made later.
 */
async function refuseUnusableUrls({ apiUrl, gradeUrl, jwks, allowsPrivateNetwork }: Addresses): Promise<void> {
  const named = { apiUrl, gradeUrl, jwks: jwks && isKeySetUrl(jwks) ? jwks : null }
  const addresses = Object.entries(named).flatMap(([name, address]) => (address ? [[name, address] as const] : []))
  for (const [name, address] of addresses) refuseUnsafeUrl(name, address, allowsPrivateNetwork)
  for (const [name, address] of addresses) {
    try {
      await withTimeout(
        resolveHost(new URL(address), { allowsPrivateNetwork }),
        RESOLVE_MS,
        'the resolver did not respond in time',
      )
    } catch (error) {
      if (error instanceof CallerError)
        throw refusedUrl(
          name,
          allowsPrivateNetwork
            ? error.message
            : `${error.message} For an LMS in your own network, set "allowsPrivateNetwork" to true.`,
        )
    }
  }
}

function refuseUnsafeUrl(name: string, address: string, allowsPrivateNetwork: boolean): void {
  try {
    checkUrl(address, { allowedHosts: [hostOf(address)], allowsPrivateNetwork })
  } catch (error) {
    if (!(error instanceof CallerError)) throw error
    throw refusedUrl(name, error.message)
  }
}

const refusedUrl = (name: string, detail: string) =>
  new CallerError('bad-request', `"${name}" cannot be used. ${detail}`, { errors: [{ pointer: `/${name}`, detail }] })

const HOUR_MS = 3_600_000

/** Those that sign now, the newest first. */
export const validSecrets = (secrets: readonly SharedSecret[], now: Date): string[] =>
  secrets.filter(({ expiresAt }) => expiresAt === null || new Date(expiresAt) > now).map(({ secret }) => secret)

export const firstSecret = (now: Date): SharedSecret => ({
  secret: makeWebhookSecret(),
  createdAt: now.toISOString(),
  expiresAt: null,
})

/**
 * A new secret before the one there is, which stays good for `overlapHours`, so that both sides can change over without
 * a gap; with 0 it ends now, for one that leaked. Never more than two: an earlier one ends at once.
 */
export function rotateSecrets(
  secrets: readonly SharedSecret[],
  overlapHours: number,
  now: Date,
): [SharedSecret, ...SharedSecret[]] {
  const overlapEnd = new Date(now.getTime() + overlapHours * HOUR_MS)
  const [current] = secrets
  if (!current || overlapHours === 0) return [firstSecret(now)]
  return [firstSecret(now), { ...current, expiresAt: overlapEnd.toISOString() }]
}

/** Every kind of LMS that is spoken to. The first is the documented default. */
const adapters: readonly LmsAdapter[] = [standardWebhooks, canvasLiveEvents]

export const adapterNames: readonly string[] = adapters.map(({ name }) => name)

export const findAdapter = (name: string): LmsAdapter | undefined => adapters.find((adapter) => adapter.name === name)
