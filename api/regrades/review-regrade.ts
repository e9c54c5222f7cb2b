import { sql, type SQL } from 'drizzle-orm'
import type { TestOutcome } from '../../contracts/report/report.js'
import type { Verdict } from '../../contracts/report/verdict.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import type { Queryable } from '../database/open-database.js'
import {
  type ComparedGrades,
  comparePair,
  type GradeChange,
  gradeChanges,
  listPairs,
  type OwnedPair,
  selectPairs,
} from './compare-runs.js'
import type { FoundRegrade, RegradeProgress, RegradeRow } from './regrades.js'

/** What a regrade does to an attempt, and why. */
export interface ReviewEntry extends ComparedGrades {
  pair: OwnedPair
  tests: readonly ChangedTest[]
}

export interface ReviewSummary {
  done: number
  total: number
  /** How many attempts there are of each kind. */
  changes: Readonly<Record<GradeChange, number>>
  /** Of the attempts that have a grade before and after; `null` where none has. */
  meanDifference: number | null
  /** The tests that changed in most runs. */
  tests: readonly TestChangeCounts[]
}

export interface ReviewFilter {
  change?: GradeChange | undefined
  /** How many entries to leave out. */
  offset?: number
  limit: number
}

export interface Review {
  summary: ReviewSummary
  entries: readonly ReviewEntry[]
  /** Where the next page begins; `null` on the last. */
  next: number | null
}

/**
 * What a regrade would change, or did: the greatest changes first, then by learner. Three queries. While its runs go
 * on, entries move; once it is ready they stay.
 */
export async function reviewRegrade(
  db: Queryable,
  { regrade, assignment }: FoundRegrade,
  { change, offset = 0, limit }: ReviewFilter,
): Promise<Review> {
  const compared = compareAll(await listPairs(db, regrade.id), assignment)
  const wanted = change === undefined ? compared : compared.filter((entry) => entry.change === change)
  const page = wanted.slice(offset, offset + limit)
  const tests = await listChangedTests(
    db,
    regrade.id,
    page.map(({ pair }) => pair.runId),
  )
  return {
    summary: { ...summarize(compared), tests: await countChangedTests(db, regrade.id) },
    entries: page.map((entry) => ({ ...entry, tests: tests.get(entry.pair.runId) ?? [] })),
    next: offset + limit < wanted.length ? offset + limit : null,
  }
}

type Compared = Omit<ReviewEntry, 'tests'>

function compareAll(pairs: readonly OwnedPair[], assignment: AssignmentRow): Compared[] {
  const size = ({ difference }: Compared) => Math.abs(difference ?? 0)
  return pairs
    .map((pair) => ({ pair, ...comparePair(pair, assignment) }))
    .sort(
      (a, b) =>
        size(b) - size(a) ||
        compareText(a.pair.name, b.pair.name) ||
        compareText(a.pair.owner, b.pair.owner) ||
        a.pair.attempt - b.pair.attempt,
    )
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function summarize(compared: readonly Compared[]): Omit<ReviewSummary, 'tests'> {
  const changes = Object.fromEntries(
    gradeChanges.map((change) => [change, compared.filter((entry) => entry.change === change).length]),
  ) as Record<GradeChange, number>
  const differences = compared.flatMap(({ difference }) => difference ?? [])
  const meanDifference =
    differences.length === 0
      ? null
      : Math.round((differences.reduce((sum, one) => sum + one, 0) / differences.length) * 10) / 10
  return { done: compared.length - changes.waiting, total: compared.length, changes, meanDifference }
}

/** Whether the verdict itself is another. */
export const hasNewVerdict = ({
  verdict,
  beforeVerdict,
}: {
  verdict: Verdict | null
  beforeVerdict: Verdict | null
}): boolean => verdict !== null && beforeVerdict !== null && verdict !== beforeVerdict

/** Why a score changes: a test passes now, or does no more; is new, or gone; or gives other points than before. */
export const testChanges = ['gained', 'lost', 'added', 'removed', 'reweighted'] as const
export type TestChange = (typeof testChanges)[number]

interface ChangedTest {
  id: string
  title: string
  change: TestChange
  /** `null` where the package does not have it. */
  before: TestOutcome | null
  after: TestOutcome | null
}

/** How often a test changed in which way, over all runs of a regrade. */
export type TestChangeCounts = { id: string; title: string } & Record<TestChange, number>

/** Tests that changed in most runs come first; more than these tell nothing new. */
const MOST_CHANGED = 20

/** The tests that changed, by the runs of one page. One query. */
async function listChangedTests(
  db: Queryable,
  regradeId: string,
  runIds: readonly string[],
): Promise<Map<string, ChangedTest[]>> {
  const found = new Map<string, ChangedTest[]>(runIds.map((id) => [id, []]))
  if (runIds.length === 0) return found
  const { rows } = await db.execute<ChangedTest & Record<string, unknown> & { run_id: string }>(sql`
    select * from (${selectChanges(regradeId, sql`and run_id in ${[...runIds]}`)}) changes where change is not null order by position, id`)
  for (const { run_id, id, title, change, before, after } of rows)
    found.get(run_id)?.push({ id, title, change, before, after })
  return found
}

/** The tests that changed most, and how. One query. */
async function countChangedTests(db: Queryable, regradeId: string): Promise<TestChangeCounts[]> {
  const counts = testChanges.map(
    (change) => sql`(count(*) filter (where change = ${change}))::int as ${sql.identifier(change)}`,
  )
  const { rows } = await db.execute<TestChangeCounts & Record<string, unknown>>(sql`
    select id, max(title) as title, ${sql.join(counts, sql`, `)} from (${selectChanges(regradeId)}) changes
    where change is not null group by id order by count(*) desc, min(position), id limit ${MOST_CHANGED}`)
  return rows
}

/**
 * Every test of every pair that was assessed twice; `change` is null where it went as before. Flaky tests count as
 * passed.
 */
const selectChanges = (regradeId: string, ofRuns: SQL = sql``): SQL => sql`
  with pairs as (select * from (${selectPairs(regradeId)}) all_pairs where before_id is not null and score is not null ${ofRuns}),
  a as (select pairs.run_id as pair, o.*, o.outcome in ('passed', 'flaky') as is_passed from pairs join test_outcomes o on o.run_id = pairs.run_id),
  b as (select pairs.run_id as pair, o.*, o.outcome in ('passed', 'flaky') as is_passed from pairs join test_outcomes o on o.run_id = pairs.before_id)
  select pair as run_id, test_id as id, coalesce(a.title, b.title) as title, coalesce(a.position, b.position) as position,
         b.outcome as before, a.outcome as after,
         case when b.outcome is null then 'added' when a.outcome is null then 'removed'
              when a.is_passed and not b.is_passed then 'gained' when b.is_passed and not a.is_passed then 'lost'
              when a.points <> b.points then 'reweighted' end as change
  from a full join b using (pair, test_id)`

/** A regrade as instructors read it. */
export const describeRegrade = (row: RegradeRow, { done, total }: RegradeProgress) => ({
  id: row.id,
  assignment: row.assignmentId,
  exerciseDigest: row.exerciseDigest,
  reason: row.reason,
  state: row.state,
  done,
  total,
  requestedBy: row.requestedBy,
  createdAt: row.createdAt.toISOString(),
  endedBy: row.endedBy,
  endedAt: row.endedAt?.toISOString() ?? null,
  links: {
    self: `/v1/regrades/${row.id}`,
    apply: `/v1/regrades/${row.id}/apply`,
    discard: `/v1/regrades/${row.id}/discard`,
    assignment: `/v1/assignments/${row.assignmentId}`,
  },
})

/** A regrade with what it changes, or did. */
export const describeReview = (row: RegradeRow, { summary, entries }: Review) => ({
  ...describeRegrade(row, summary),
  summary: { ...summary.changes, meanDifference: summary.meanDifference, tests: summary.tests },
  entries: entries.map(describeEntry),
})

const describeEntry = ({ pair, change, before, after, difference, tests }: ReviewEntry) => ({
  learner: { id: pair.owner, name: pair.name },
  submission: pair.submissionId,
  attempt: pair.attempt,
  run: pair.runId,
  change,
  difference,
  isOverridden: pair.overriddenGrade !== null,
  before: { verdict: pair.beforeVerdict, score: pair.beforeScore, grade: before },
  after: { verdict: pair.verdict, score: pair.score, grade: after },
  hasNewVerdict: hasNewVerdict(pair),
  tests,
  links: {
    submission: `/v1/submissions/${pair.submissionId}`,
    report: `/v1/submissions/${pair.submissionId}/report?run=${pair.runId}`,
  },
})
