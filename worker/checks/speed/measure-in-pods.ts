import { findReference } from '../../../contracts/reference.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import { untilAborted } from '../../until-aborted.js'
import type { SpeedOutcome } from '../check.js'
import { measureSpeed } from './measure-speed.js'
import { openSide, SideIsDown, type OpenedSide, type SideRequest } from './open-side.js'

export type SpeedRequest = Omit<SideRequest, 'name'> & {
  /** Whether nothing else runs on the cores of the two pods. */
  hasOwnCores: boolean
  budgetMs: number
}

/**
 * Measures a submission that has passed its hidden tests against the reference of its language, each in a pod of its
 * own. Both pods are gone when this returns or throws. The reference is opened while the submission is frozen, so it
 * never has company while it starts.
 */
export async function measureInPods(request: SpeedRequest, sandbox: Sandbox): Promise<SpeedOutcome> {
  const { exercise, language, identity, signal } = request
  const source = findReference(exercise, language)
  if (!source) throw new Error(`The exercise has no reference in ${language} to compare with`)
  const opened = await openSubmission(request, sandbox)
  if (opened instanceof SideIsDown) return { state: 'scored', score: 0, reason: `Not timed: ${opened.message}` }
  await using submission = opened
  await using reference = await openSide(
    { ...request, name: 'reference', source, identity: { ...identity, part: 'reference' } },
    sandbox,
  )
  return await untilAborted(signal, measureSides(request, submission, reference))
}

/** That it came up for the hidden tests, and does not now, is the submission's own doing; of the reference, a fault. */
async function openSubmission(request: SpeedRequest, sandbox: Sandbox): Promise<OpenedSide | SideIsDown> {
  try {
    return await openSide({ ...request, name: 'submission', identity: { ...request.identity, part: 'speed' } }, sandbox)
  } catch (error) {
    if (error instanceof SideIsDown) return error
    throw error
  }
}

const measureSides = ({ seed, hasOwnCores, budgetMs }: SpeedRequest, submission: OpenedSide, reference: OpenedSide) =>
  measureSpeed({
    scenarios: submission.scenarios,
    sides: { submission: submission.side, reference: reference.side },
    seed,
    hasOwnCores,
    budgetMs,
    now: () => performance.now(),
  })
