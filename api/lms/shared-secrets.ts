import type { SharedSecret } from '../courses/connection-tables.js'
import { makeWebhookSecret } from './signing/webhook-secret.js'

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
