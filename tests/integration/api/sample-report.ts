import { eq } from 'drizzle-orm'
import type { Report, TestResult } from '../../../contracts/report/report.js'
import { defaultLimits } from '../../../contracts/limits.js'
import { settleReport } from '../../../api/platform.js'
import { storeReport } from '../../../api/submissions/run-progress.js'
import { runs } from '../../../api/submissions/tables.js'
import type { TestApi } from './start-api.js'

const testResult = (id: string, show: TestResult['show'], outcome: TestResult['outcome']): TestResult => ({
  id,
  title: `title of ${id}`,
  group: 'basics',
  points: 1,
  hint: null,
  show,
  earned: outcome === 'passed' ? 1 : 0,
  outcome,
  message: outcome === 'failed' ? `expected 200 & got <500>\u0000 of ${id}` : null,
  ms: 12,
  transcript: [],
  log: [`printed by ${id}`],
})

/** A report of a run with a hidden test of each `show` level, all failed. */
export function sampleReport(run: { runId: string; submissionId: string; digest?: string }): Report {
  const skipped = { state: 'skipped' as const, score: null, weight: 20, effectiveWeight: 0, reason: 'not yet' }
  return {
    schema: 'assay.report/2',
    submission: run.submissionId,
    run: run.runId,
    exercise: { slug: 'tiny', title: 'Tiny', digest: run.digest ?? 'd' },
    language: 'node',
    verdict: 'assessed',
    limit: null,
    score: 25,
    maxScore: 100,
    summary: { title: 'Some tests failed.', detail: '1 of 4 passed.', advice: 'Read on.' },
    checks: {
      correctness: {
        state: 'scored',
        score: 25,
        weight: 60,
        effectiveWeight: 100,
        reason: null,
        points: 4,
        earned: 1,
        tests: [
          testResult('shown', 'full', 'failed'),
          testResult('half-shown', 'outcome', 'failed'),
          testResult('unshown', 'nothing', 'failed'),
          testResult('good', 'full', 'passed'),
        ],
      },
      speed: skipped,
      quality: skipped,
    },
    limits: defaultLimits,
    usage: { cpuSeconds: 1, peakMemoryMb: 50, peakPids: 9, outputBytes: 10 },
    phases: [],
    buildLog: '',
    serviceLog: 'NUL \u0000 and half a pair \ud800',
    receipt: {
      submission: 's',
      exercise: 'e',
      images: { node: 'assay/node:1' },
      seed: 'the-seed',
      assay: '0',
      host: { engine: '', kernel: '', cgroup: 'v2', cpus: 2 },
    },
    incident: null,
    finishedAt: '2026-01-01T00:00:00.000Z',
  }
}

/** Ends the newest run of a submission, as if a worker had graded it. */
export async function finishRun(
  { platform }: TestApi,
  submissionId: string,
  change: Partial<Report> = {},
): Promise<string> {
  const { db } = platform.context
  const rows = await db.select().from(runs).where(eq(runs.submissionId, submissionId))
  const run = rows.sort((a, b) => b.number - a.number)[0]
  if (!run) throw new Error('no run')
  await storeReport(db, run.id, { ...sampleReport({ runId: run.id, submissionId }), ...change }, settleReport)
  return run.id
}
