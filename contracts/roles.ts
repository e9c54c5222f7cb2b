/** The parts a container can play in a pod. The order fixes each role's UID: never reorder, only append. */
export const roleIndexes = {
  holder: 0,
  subject: 1,
  postgres: 2,
  redis: 3,
  mariadb: 4,
  build: 8,
  examiner: 9,
  analyst: 10,
} as const

export type Role = keyof typeof roleIndexes

export const firstUid = 200_000
export const uidsPerSlot = 16
/** Slots one engine can serve at a time: the sandbox images name the UIDs of exactly these in /etc/passwd. */
export const slotCount = 64

/**
 * The UID (and GID) of a role in a slot. One UID per role and per slot: a shared UID lets one
 * container steal another's port by SO_REUSEPORT, and drains per-user kernel quotas of the next run.
 */
export function uidOf(slot: number, role: Role): number {
  if (!Number.isInteger(slot) || slot < 0 || slot >= slotCount) throw new RangeError(`no such slot: ${slot}`)
  return firstUid + slot * uidsPerSlot + roleIndexes[role]
}
