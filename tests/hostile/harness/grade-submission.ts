import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { SourceTree } from '../../../contracts/source-tree.js'
import type { Language } from '../../../contracts/language.js'
import type { Limits } from '../../../contracts/limits.js'
import type { Progress } from '../../../contracts/job.js'
import { redactProgress, redactReport } from '../../../contracts/report/redaction.js'
import type { Report } from '../../../contracts/report/report.js'
import { firstUid, uidsPerSlot } from '../../../contracts/roles.js'
import { assessDirectly } from '../../../worker/assess.js'
import type { Pod } from '../../../worker/sandbox/pod.js'
import type { Sandbox } from '../../../worker/sandbox/sandbox.js'
import { sandbox } from '../../integration/pod/example-pod.js'
import { loadHostileExercise } from './hostile-exercise.js'

/** One submission graded, and all that is needed to look for what it left behind. */
export interface Grading {
  runId: string
  report: Report
  seconds: number
  /** The word that every hidden test has, and nobody on the learner's side may ever see. */
  canary: string
  /** Slots of the pods that the run had. */
  slots: readonly number[]
  /** All that a learner is shown: progress and report. */
  learnersView: string
}

interface GradingOptions {
  runId?: string
  /** Instead of those of the exercise. */
  limits?: Partial<Limits>
  onProgress?(progress: Progress): void
}

/** Grades a submission as a worker does, on the hostile exercise. Rejects where `assess` does: for a fault of ours. */
export async function gradeSubmission(
  source: SourceTree,
  language: Language,
  options: GradingOptions = {},
): Promise<Grading> {
  const { runId = randomUUID(), limits = {}, onProgress } = options
  const canary = `CANARY-${randomUUID()}`
  const exercise = await loadHostileExercise(canary)
  const slots: number[] = []
  const shown: Progress[] = []
  const watched = watchPods((pod) => slots.push(Math.floor((pod.sourceOwner - firstUid) / uidsPerSlot)))
  const startedAt = performance.now()
  const report = await assessDirectly(
    {
      runId,
      source,
      language,
      exercise: { ...exercise, limits: { ...exercise.limits, ...limits } },
      worker: 'hostile-tests',
      onProgress(progress) {
        shown.push(redactProgress(progress))
        onProgress?.(progress)
      },
    },
    watched,
  )
  const seconds = (performance.now() - startedAt) / 1000
  return { runId, report, seconds, canary, slots, learnersView: JSON.stringify([shown, redactReport(report)]) }
}

function watchPods(onPod: (pod: Pod) => void): Sandbox {
  return {
    ...sandbox,
    async openPod(plan) {
      const pod = await sandbox.openPod(plan)
      onPod(pod)
      return pod
    },
  }
}
