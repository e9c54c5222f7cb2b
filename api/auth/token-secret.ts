import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new secret: 256 random bits behind a prefix that secret scanners can look for. */
export const createSecret = (): string => `assay_${randomBytes(32).toString('base64url')}`

/** What is kept of a secret. It is random through and through, so a plain hash is enough. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Compares two secrets in a time that does not depend on where they differ. */
export const isSameSecret = (left: string, right: string): boolean =>
  timingSafeEqual(Buffer.from(hashSecret(left)), Buffer.from(hashSecret(right)))
