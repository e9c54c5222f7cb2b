import type { Sandbox } from '../../sandbox/sandbox.js'
import type { SpeedOutcome } from '../check.js'
import { findReference, hasScenarios } from './find-reference.js'
import { measureSpeed } from './measure-speed.js'
import { openSide, type SideRequest } from './open-side.js'

export type SpeedRequest = Omit<SideRequest, 'name'> & {
  /** Whether nothing else runs on the cores of the two pods. */
  hasOwnCores: boolean
  budgetMs: number
}

/**
 * Measures a submission that has passed its hidden tests against the reference of its language, each in a pod of its own.
 * Both pods are gone when this returns or throws. The reference is opened while the submission is frozen, so it never has
 * company while it starts.
 */
export async function measureInPods(request: SpeedRequest, sandbox: Sandbox): Promise<SpeedOutcome> {
  const { exercise, language, seed, identity, hasOwnCores, budgetMs } = request
  if (!hasScenarios(exercise)) return { state: 'skipped', reason: 'The exercise has no speed scenarios.' }
  const source = findReference(exercise, language)
  if (!source) throw new Error(`The exercise has no reference in ${language} to compare with`)
  await using submission = await openSide({ ...request, name: 'submission', identity: { ...identity, part: 'speed' } }, sandbox)
  await using reference = await openSide({ ...request, name: 'reference', source, identity: { ...identity, part: 'reference' } }, sandbox)
  return await measureSpeed({
    scenarios: submission.scenarios,
    sides: { submission: submission.side, reference: reference.side },
    seed,
    hasOwnCores,
    budgetMs,
    now: () => performance.now(),
  })
}
