import type { Verdict } from '../../contracts/verdict.js'
import type { AssignmentRow } from '../database/assignments.js'
import type { Queryable } from '../database/open-database.js'
import type { FoundRegrade } from '../database/regrades.js'
import { countChangedTests, listChangedTests, type ChangedTest, type TestChangeCounts } from './changed-tests.js'
import { comparePair, gradeChanges, type ComparedGrades, type GradeChange } from './compare-runs.js'
import { listPairs, type OwnedPair } from './pairs-of-runs.js'

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
