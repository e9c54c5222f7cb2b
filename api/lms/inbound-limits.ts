/**
 * What a webhook may hold. Small on purpose: its signature is computed over all of it before anything is known of the
 * sender. Larger hand-ins send addresses in place of bytes.
 */
export const inboundLimits = {
  /** The whole body. */
  bodyBytes: 2 * 1024 * 1024,
  /** All files sent inline, decoded. */
  inlineBytes: 1024 * 1024,
  /** Ids of the LMS. */
  keyLength: 255,
  /** Names of people. */
  nameLength: 200,
  urlLength: 2000,
  /** Objects and arrays inside each other. */
  depth: 16,
  /** Keys and list items in the whole body: 2,000 files have 8,000. */
  members: 10_000,
  /** A JWT, and its header alone. Live Events have a few KB. */
  tokenBytes: 256 * 1024,
  tokenHeaderBytes: 8 * 1024,
} as const
