import type { Report } from '../../contracts/report.js'
import { defaultLimits } from '../../contracts/limits.js'
import type { RunRow, SubmissionRow } from '../database/runs.js'
import type { ExerciseSummary } from '../tables.js'

/** The report of a run that failed by our fault for good: no score, and an id under which the log has the cause. */
export function reportNotAssessed(
  run: RunRow,
  submission: SubmissionRow,
  exercise: ExerciseSummary,
  incident: string,
  now: Date,
): Report {
  const reason = 'The run failed on our side.'
  const check = (weight: number) => ({
    state: 'not-assessed' as const,
    score: null,
    weight,
    effectiveWeight: 0,
    reason,
  })
  return {
    schema: 'assay.report/1',
    submission: submission.id,
    run: run.id,
    exercise: { slug: submission.slug, title: exercise.title, digest: run.exerciseDigest },
    language: submission.language,
    verdict: 'not-assessed',
    limit: null,
    score: null,
    maxScore: 100,
    summary: {
      title: 'Not assessed: an internal error',
      detail: `Your submission is kept, but grading it failed ${run.failures + 1} times because of an error in Assay. It has no score.`,
      advice: `This is not a problem with your submission. Ask your instructor to run it again and give them the incident ${incident}.`,
    },
    checks: {
      correctness: { ...check(exercise.weights.correctness), points: 0, earned: 0, tests: [] },
      speed: check(exercise.weights.speed),
      quality: check(exercise.weights.quality),
    },
    limits: { ...defaultLimits, ...exercise.limits },
    usage: { cpuSeconds: 0, peakMemoryMb: 0, peakPids: 0, outputBytes: 0 },
    phases: [{ name: 'queue', startedAt: run.queuedAt.toISOString(), ms: now.getTime() - run.queuedAt.getTime() }],
    buildLog: '',
    serviceLog: '',
    receipt: {
      submission: submission.sourceSha256,
      exercise: run.exerciseDigest,
      images: {},
      seed: run.seed,
      assay: '',
      host: { engine: '', kernel: '', cgroup: '', cpus: 0 },
    },
    incident,
    finishedAt: now.toISOString(),
  }
}
