import { setTimeout as pause } from 'node:timers/promises'
import type { LimitKind } from '../../../contracts/limits.js'

interface PrintingSubject {
  readonly limit: LimitKind | null
  readonly log: { readonly bytes: number }
  breakLimit(kind: LimitKind): Promise<void>
}

/**
 * From so many bytes on a service is looked at for longer: a busy machine lets even the loudest be silent for a moment.
 */
const loudBytes = 256 * 1024
const longLook = { ms: 1000, bytes: 256 * 1024 }
const shortLook = { ms: 50, bytes: 64 * 1024 }
const mostMs = 15_000

/**
 * Whether a service prints without end: looks at it while nobody asks it for anything, until it is silent. One that
 * never is breaks its limit of output now, and not at some moment of the tests that chance decides. A service that has
 * printed little is looked at only if `isNew`. `pauseFor`: how a test passes the time.
 */
export async function printsWithoutEnd(
  subject: PrintingSubject,
  isNew = false,
  pauseFor: (ms: number) => Promise<unknown> = pause,
): Promise<boolean> {
  if (subject.limit || (!isNew && subject.log.bytes < loudBytes)) return false
  for (let passedMs = 0; passedMs < mostMs;) {
    const { bytes: before } = subject.log
    const look = before < loudBytes ? shortLook : longLook
    await pauseFor(look.ms)
    passedMs += look.ms
    if (subject.limit) return isOutput(subject.limit)
    if (subject.log.bytes - before < look.bytes) return false
  }
  await subject.breakLimit('output')
  return true
}

const isOutput = (limit: LimitKind) => limit === 'output'
