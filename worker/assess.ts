import { createRequire } from 'node:module'
import type { PhaseName } from '../contracts/progress.js'
import type { Report } from '../contracts/report.js'
import { RejectedUpload } from '../storage/rejected-upload.js'
import type { AssessRequest } from './assess-request.js'
import { checkQuality } from './checks/quality.js'
import { checkSpeed } from './checks/speed.js'
import { gatherFacts } from './gather-facts.js'
import { buildReport } from './grading/build-report.js'
import { secondSeed } from './examine-in-pod.js'
import { imageNamesOf } from './image-names.js'
import { PhaseClock } from './phase-clock.js'
import type { Sandbox } from './sandbox/sandbox.js'

/** Of package.json, which is two folders above the compiled file. */
export const { version: assayVersion } = createRequire(import.meta.url)('../../package.json') as { version: string }

/**
 * The whole way of one run, from source to report. Whatever the learner's code does ends as a
 * report; what throws is a fault of ours, and the run may be tried again.
 */
export async function assess(request: AssessRequest, sandbox: Sandbox): Promise<Report> {
  const { exercise, language, seed, source } = request
  const clock = new PhaseClock(request.earlierPhases, (phase) => request.onProgress({ type: 'phase', phase }))
  const imageNames = imageNamesOf(exercise, language)
  const facts = await gatherFacts(request, sandbox, clock, imageNames)
  const checked = {
    ...request,
    source: source instanceof RejectedUpload ? new Map() : source,
    facts,
    imageNames,
    onPhase: (phase: PhaseName) => clock.enter(phase),
  }
  const speed = await checkSpeed(checked, sandbox)
  const checks = { speed: speed.outcome, quality: await checkQuality(checked, sandbox) }
  clock.end()
  return buildReport({
    ...request,
    facts,
    checks,
    phases: clock.phases,
    receipt: {
      submission: request.sourceSha256,
      exercise: request.exerciseDigest,
      images: await sandbox.imageTags(imageNames),
      seed,
      ...(facts.otherRound && { secondSeed: secondSeed(seed) }),
      assay: assayVersion,
      host: await sandbox.describeHost(),
      ...(speed.receipt && { speed: speed.receipt }),
    },
    finishedAt: new Date().toISOString(),
  })
}
