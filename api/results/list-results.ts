import { sql, type SQL } from 'drizzle-orm'
import { isOpen, lateAfter } from '../../contracts/assignment.js'
import { CallerError } from '../../contracts/errors.js'
import type { Language } from '../../contracts/language.js'
import type { Verdict } from '../../contracts/report/verdict.js'
import { type AssignmentRow, listAssignments } from '../assignments/assignments.js'
import type { Queryable } from '../database/open-database.js'
import { isCurrent, selectAttempts, selectStanding } from '../submissions/submissions.js'
import {
  formatCanvasCsv,
  formatMoodleGradebookCsv,
  formatOwnCsv,
  type GradebookFile,
  type ResultRow,
} from './gradebooks.js'

/** What a page of results is asked for; filters left out let everything pass. */
export interface ResultFilter {
  /** A part of the name, the email address or the id, in any case. */
  text?: string | undefined
  verdict?: Verdict | undefined
  late?: boolean | undefined
  /** Whether nothing was handed in. */
  missing?: boolean | undefined
  order?: ResultOrder | undefined
  after?: Position | undefined
  /** All of them where it is left out. */
  limit?: number | undefined
}

export interface ListedResult extends ResultRow {
  /** Handed in after the due date and the grace, whether or not that costs anything. */
  isLate: boolean
  /** An attempt of this learner waits or runs. */
  isPending: boolean
}

export interface ResultPage {
  results: readonly ListedResult[]
  /** Of all that the filters let pass, on every page. */
  total: number
  /** Where the next page begins; `null` on the last. */
  next: Position | null
}

/** Results of an assignment, one a learner of its course, also those who handed in nothing. One query. */
export async function listResults(
  db: Queryable,
  assignment: AssignmentRow,
  filter: ResultFilter = {},
): Promise<ResultPage> {
  const { order = 'name', after, limit } = filter
  const { rows } = await db.execute<RawResult>(sql`
    with attempts as (${selectAttempts(assignment)}),
    results as (${selectResults(assignment)}),
    matching as (select *, count(*) over ()::int as total, ${selectKey(order)} as key from results where ${allOf(conditionsOf(filter))})
    select * from matching where ${after ? isBehind(order, after) : sql`true`}
    order by ${orderBy(order)} limit ${limit === undefined ? null : limit + 1}`)
  const page = limit === undefined ? rows : rows.slice(0, limit)
  const last = page.at(-1)
  return {
    results: page.map(readResult),
    total: rows[0]?.total ?? 0,
    next: last && rows.length > page.length ? { key: last.key, person: last.person_id } : null,
  }
}

/** Where there is no grade yet, the verdict is that of the run: `not-assessed`, or none while it is not done. */
const selectResults = (assignment: AssignmentRow) => sql`
  select p.id as person_id, p.name, p.email,
         (select i.key from courses c join lms_identities i on i.connection_id = c.connection_id
          where c.id = e.course_id and i.person_id = p.id order by i.created_at desc limit 1) as lms_key,
         a.id as submission_id, a.attempt, coalesce(a.attempts, 0) as attempts, a.submitted_at, a.language, coalesce(a.verdict, ungraded.verdict) as verdict,
         a.score, a.late_percent, a.grade, coalesce(a.is_overridden, false) as is_overridden, a.comment,
         coalesce(a.submitted_at > ${lateAfter(assignment.lateRule, assignment.dueAt)?.toISOString() ?? null}::timestamptz, false) as is_late,
         p.id in (select s.owner from runs r join submissions s on s.id = r.submission_id
                  where r.state <> 'done' and not r.is_dry and s.assignment_id = ${assignment.id} and ${isCurrent}) as is_pending
  from enrolments e
  join people p on p.id = e.person_id
  left join attempts a on a.owner = p.id and a.is_counting
  left join lateral (
    select r.verdict from runs r where a.grade is null and r.submission_id = a.id and not r.is_dry order by r.number desc limit 1
  ) ungraded on true
  where e.course_id = ${assignment.courseId} and e.role = 'learner'`

function conditionsOf({ text, verdict, late, missing }: ResultFilter): SQL[] {
  const pattern = `%${text?.replace(/[\\%_]/g, '\\$&')}%`
  return [
    ...(text ? [sql`(name ilike ${pattern} or email ilike ${pattern} or person_id ilike ${pattern})`] : []),
    ...(verdict === undefined ? [] : [sql`verdict = ${verdict}`]),
    ...(late === undefined ? [] : [sql`is_late = ${late}`]),
    ...(missing === undefined ? [] : [sql`(attempts = 0) = ${missing}`]),
  ]
}

const allOf = (conditions: readonly SQL[]) =>
  conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `)

interface RawResult extends Record<string, unknown> {
  person_id: string
  name: string
  email: string | null
  lms_key: string | null
  submission_id: string | null
  attempt: number | null
  attempts: number
  submitted_at: string | null
  language: Language | null
  verdict: Verdict | null
  score: number | null
  late_percent: number | null
  grade: number | null
  is_overridden: boolean
  comment: string | null
  is_late: boolean
  is_pending: boolean
  key: string | null
  total: number
}

const readResult = (row: RawResult): ListedResult => ({
  person: { id: row.person_id, name: row.name, email: row.email, lmsKey: row.lms_key },
  attempt: row.attempt,
  attempts: row.attempts,
  submissionId: row.submission_id,
  submittedAt: row.submitted_at === null ? null : new Date(row.submitted_at),
  language: row.language,
  verdict: row.verdict,
  score: row.score,
  latePercent: row.late_percent,
  grade: row.grade,
  isOverridden: row.is_overridden,
  comment: row.comment,
  isLate: row.is_late,
  isPending: row.is_pending,
})

/** Ways to sort results; learners who have nothing of the kind come last, equals by their id. */
export const resultOrders = ['name', 'grade', '-grade', 'submitted', '-submitted'] as const
export type ResultOrder = (typeof resultOrders)[number]

const keys: Readonly<Record<ResultOrder, { key: SQL; isDescending: boolean }>> = {
  name: { key: sql`lower(name)`, isDescending: false },
  grade: { key: sql`grade`, isDescending: false },
  '-grade': { key: sql`grade`, isDescending: true },
  submitted: { key: sql`extract(epoch from submitted_at)::float8`, isDescending: false },
  '-submitted': { key: sql`extract(epoch from submitted_at)::float8`, isDescending: true },
}

function orderBy(order: ResultOrder): SQL {
  const { key, isDescending } = keys[order]
  return sql`${key} ${sql.raw(isDescending ? 'desc' : 'asc')} nulls last, person_id`
}

/** Where a page of results ends: the last row's sort key, as text, and its learner. */
interface Position {
  key: string | null
  person: string
}

/** The sort key of a row, to be selected as text. */
const selectKey = (order: ResultOrder): SQL => sql`${keys[order].key}::text`

/** Holds for the rows behind a position. */
function isBehind(order: ResultOrder, { key, person }: Position): SQL {
  const { key: column, isDescending } = keys[order]
  if (key === null) return sql`${column} is null and person_id > ${person}`
  const value = order === 'name' ? sql`${key}` : sql`${key}::float8`
  const isFarther = isDescending ? sql`${column} < ${value}` : sql`${column} > ${value}`
  return sql`(${isFarther} or ${column} is null or (${column} = ${value} and person_id > ${person}))`
}

/** Opaque to callers. It holds its order: in another one it means nothing. */
export const encodePosition = (order: ResultOrder, { key, person }: Position): string =>
  Buffer.from(JSON.stringify([order, key, person])).toString('base64url')

/** Throws `invalid-cursor`, also for what the database could not read as such a key. */
export function decodePosition(order: ResultOrder, cursor: string): Position {
  const [of, key, person] = readTuple(cursor)
  const isKey = (value: unknown): value is string =>
    isText(value) && (order === 'name' || /^\d{1,12}(\.\d{1,20})?$/.test(value))
  if (of === order && (key === null || isKey(key)) && isText(person)) return { key, person }
  throw new CallerError(
    'invalid-cursor',
    'Take the cursor from the Link header of the previous page, and keep its order.',
  )
}

const isText = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0')

function readTuple(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

/** An assignment and how one learner stands in it. */
export interface AssignmentOverview {
  assignment: AssignmentRow
  attempts: number
  /** What counts of their attempts; `null` before the first grade and while reports are closed. */
  grade: number | null
}

/** The assignments of a course as a learner has them. Two queries. */
export async function listAssignmentsWithGrades(
  db: Queryable,
  courseId: string,
  owner: string,
): Promise<AssignmentOverview[]> {
  const rows = await listAssignments(db, courseId)
  const found = await db.execute<{
    assignment_id: string
    attempts: number
    best: number | null
    last: number | null
  }>(sql`
    select s.assignment_id, count(*)::int as attempts, max(grades.grade) as best,
           (array_agg(grades.grade order by s.attempt desc, s.submitted_at desc) filter (where grades.grade is not null))[1] as last
    from (${selectStanding(sql`s.course_id = ${courseId} and s.owner = ${owner}`)}) s left join grades on grades.submission_id = s.id
    group by s.assignment_id`)
  const own = new Map(found.rows.map((row) => [row.assignment_id, row]))
  const now = new Date()
  return rows.map((assignment) => {
    const standing = own.get(assignment.id)
    const isShown = isOpen(assignment.feedback.report, { now, ...assignment })
    return {
      assignment,
      attempts: standing?.attempts ?? 0,
      grade: isShown ? (standing?.[assignment.counts] ?? null) : null,
    }
  })
}

export const exportFormats = ['own', 'canvas', 'moodle-gradebook'] as const
export type ExportFormat = (typeof exportFormats)[number]

const formats: Readonly<
  Record<ExportFormat, (rows: readonly ResultRow[], assignment: AssignmentRow) => GradebookFile>
> = {
  own: (rows) => ({ csv: formatOwnCsv(rows), leftOut: [], notes: [] }),
  canvas: formatCanvasCsv,
  'moodle-gradebook': formatMoodleGradebookCsv,
}

/** All results that the filter lets pass, as one CSV file. One query. Throws `lms-id-missing`. */
export async function exportResults(
  db: Queryable,
  assignment: AssignmentRow,
  format: ExportFormat,
  filter: Omit<ResultFilter, 'after' | 'limit'> = {},
): Promise<GradebookFile> {
  const { results } = await listResults(db, assignment, filter)
  return formats[format](results, assignment)
}
