import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { defaultLimits } from '../../contracts/limits.js'
import { type Report, reportLimits, ReportSchema, upgradeReport } from '../../contracts/report/report.js'
import type { Logger } from '../app-context.js'
import type { Database } from '../database/open-database.js'
import type { RunQueue } from '../queue.js'
import { type ExerciseSummary, packages } from '../exercises/tables.js'
import { runs, submissions } from './tables.js'
import { type Delivery, redeliver, type SettleReport, storeReport } from './run-progress.js'
import type { RunRow, SubmissionRow } from './runs.js'

const ResultSchema = Type.Object({ runId: Type.String(), delivery: Type.Integer(), report: Type.Unknown() })
const reportShape = Compile(ReportSchema)

/**
 * Takes one result off the second queue. A report is stored once per run. One that is not a report, or is of another
 * run, is a fault of ours: a failed delivery, never a score. A worker that says `not-assessed` has given up. Throws
 * only when it must be handed to us again.
 */
export async function ingestReport(rules: FailureRules & { queue: RunQueue }, result: unknown): Promise<void> {
  if (!Value.Check(ResultSchema, result)) {
    rules.log.error({ result: typeof result }, 'the report queue contains something that is not a result')
    return
  }
  const { runId, delivery } = result
  const report = upgradeReport(result.report)
  const mistake = findMistake(runId, report)
  if (mistake) return failDelivery(rules, { runId, delivery, reason: `invalid report: ${mistake}`, isFinal: false })
  const valid = report as Report
  if (valid.verdict === 'not-assessed')
    return failDelivery(rules, { runId, delivery, reason: `${valid.incident}`, isFinal: true })
  const run = await storeReport(rules.db, runId, valid, rules.settleReport)
  rules.log.info({ runId, delivery }, run ? 'a report was stored' : 'ignored a duplicate report')
  if (run && run.delivery !== delivery) await rules.queue.withdraw(runId, run.delivery)
}

function findMistake(runId: string, report: unknown): string | null {
  if (!reportShape.Check(report)) {
    const [error] = reportShape.Errors(report)
    return `${error?.instancePath} ${error?.message}`
  }
  const { length } = JSON.stringify(report)
  if (length > reportLimits.length) return `it has ${length} characters; at most ${reportLimits.length} are allowed`
  if (report.run !== runId) return 'it belongs to another run'
  return null
}

export interface FailureRules {
  db: Database
  log: Logger
  maxFailures: number
  settleReport: SettleReport
}

/**
 * A delivery ended by a fault of ours: the run is tried again, and given up as `not-assessed` after `maxFailures`
 * (at once when `isFinal`: the worker has tried as often as makes sense). Never a score.
 */
export async function failDelivery(
  rules: FailureRules,
  failed: Delivery & { reason: string; isFinal: boolean },
): Promise<void> {
  const { db, log, maxFailures, settleReport } = rules
  const [row] = await db
    .select({ run: runs, submission: submissions, exercise: packages.summary })
    .from(runs)
    .innerJoin(submissions, eq(submissions.id, runs.submissionId))
    .innerJoin(packages, eq(packages.digest, runs.exerciseDigest))
    .where(eq(runs.id, failed.runId))
  if (!row || row.run.state === 'done' || row.run.delivery !== failed.delivery) return
  if (!failed.isFinal && row.run.failures + 1 < maxFailures) {
    log.warn({ ...failed }, 'a delivery failed, the run will be retried')
    return redeliver(db, failed, true)
  }
  const incident = findIncident(failed.reason)
  log.error({ ...failed, incident }, 'gave up on a run, it is not-assessed')
  const report = reportNotAssessed(row.run, row.submission, row.exercise, incident, new Date())
  await storeReport(db, failed.runId, report, settleReport)
}

/** The worker puts the id under which it logged the fault into its message; a delivery that just died has none. */
const findIncident = (reason: string) => /\binc-[0-9a-f-]{36}\b/.exec(reason)?.[0] ?? `inc-${randomUUID()}`

/** The report of a run that failed by our fault for good: no score, and an id under which the log has the cause. */
function reportNotAssessed(
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
    schema: 'assay.report/2',
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
