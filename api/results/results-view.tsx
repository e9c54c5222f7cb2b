import { decimal } from '../../contracts/amounts.js'
import { type Verdict, verdicts } from '../../contracts/report/verdict.js'
import { AssignmentTabs } from '../assignments/assignment-tabs.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import { Badge, VerdictBadge } from '../ui/badge.js'
import { type Column, DataTable, Paging } from '../ui/data-table.js'
import { Field, FilterForm, SelectField, TextField } from '../ui/field.js'
import { EmptyState, FactList, Moment, PageHeading, Section } from '../ui/section.js'
import type { ListedResult, ResultOrder, ResultPage } from './list-results.js'
import type { ResultSummary } from './statistics.js'

/** What the address of the page says. */
export interface ResultsPageQuery {
  text?: string
  verdict?: Verdict | ''
  only?: 'late' | 'missing' | ''
  order?: ResultOrder
  cursor?: string
}

export interface ResultsViewProps {
  assignment: AssignmentRow
  page: ResultPage
  summary: ResultSummary
  query: ResultsPageQuery
  nextCursor: string | null
  /** What is wrong with a worksheet, where its form comes back. */
  worksheetProblem?: string | undefined
}

/** Every learner of the course with the attempt that counts. */
export function ResultsView({ assignment, page, summary, query, nextCursor, worksheetProblem }: ResultsViewProps) {
  const base = `/assignments/${assignment.id}/results`
  const hrefTo = (cursor: string | null) =>
    `${base}?${new URLSearchParams(Object.entries({ ...query, cursor: cursor ?? '' }).filter(([, value]) => value))}`
  return (
    <>
      <PageHeading
        title={assignment.title}
        actions={
          <a class="button" href="#export">
            Export
          </a>
        }
      />
      <AssignmentTabs assignment={assignment} current="results" />
      <SummaryFacts summary={summary} />
      <ResultFilters base={base} query={query} />
      {page.results.length === 0 ? (
        <EmptyState
          title={summary.learners === 0 ? 'No learners are enrolled yet.' : 'No learners match the filter.'}
        />
      ) : (
        <ResultTable page={page} />
      )}
      <Paging
        firstHref={query.cursor === undefined ? null : hrefTo(null)}
        nextHref={nextCursor && hrefTo(nextCursor)}
        summary={`${page.results.length} of ${page.total} learners`}
      />
      <Section id="export" title="Export">
        <ExportLinks assignment={assignment} worksheetProblem={worksheetProblem} />
      </Section>
    </>
  )
}

function ResultFilters({ base, query }: { base: string; query: ResultsPageQuery }) {
  const any = { value: '', label: 'Any' }
  return (
    <FilterForm action={base} clearHref={base}>
      <TextField id="filter-text" name="text" label="Learner" type="search" value={query.text} maxLength={200} />
      <SelectField
        id="filter-verdict"
        name="verdict"
        label="Verdict"
        value={query.verdict}
        options={[any, ...verdicts.map((value) => ({ value, label: value }))]}
      />
      <SelectField
        id="filter-only"
        name="only"
        label="Show"
        value={query.only}
        options={[
          { value: '', label: 'All learners' },
          { value: 'late', label: 'Late' },
          { value: 'missing', label: 'Not submitted' },
        ]}
      />
      <SelectField
        id="filter-order"
        name="order"
        label="Sort by"
        value={query.order ?? 'name'}
        options={[
          { value: 'name', label: 'Name' },
          { value: 'grade', label: 'Grade, lowest first' },
          { value: '-grade', label: 'Grade, highest first' },
          { value: '-submitted', label: 'Submitted last' },
          { value: 'submitted', label: 'Submitted first' },
        ]}
      />
    </FilterForm>
  )
}

const describePoints = (points: number | null, attempts: number) =>
  points !== null ? decimal(points) : attempts === 0 ? null : '–'

const columns: Column<ListedResult>[] = [
  {
    name: 'learner',
    header: 'Learner',
    cell: ({ person, submissionId }) =>
      submissionId ? (
        <a href={`/submissions/${submissionId}`}>
          <bdi>{person.name}</bdi>
        </a>
      ) : (
        <bdi>{person.name}</bdi>
      ),
  },
  { name: 'grade', header: 'Grade', isNumber: true, cell: ({ grade, attempts }) => describePoints(grade, attempts) },
  { name: 'score', header: 'Score', isNumber: true, cell: ({ score, attempts }) => describePoints(score, attempts) },
  { name: 'verdict', header: 'Verdict', cell: describeOutcome },
  {
    name: 'attempt',
    header: 'Attempt',
    isNumber: true,
    cell: ({ attempt, attempts }) => (attempt === null ? '' : `${attempt} of ${attempts}`),
  },
  { name: 'at', header: 'Submitted', cell: ({ submittedAt }) => submittedAt && <Moment at={submittedAt} /> },
]

const ResultTable = ({ page }: { page: ResultPage }) => (
  <DataTable caption="Results" rows={page.results} keyOf={({ person }) => person.id} columns={columns} />
)

function describeOutcome({ verdict, attempts, isLate, latePercent, isOverridden, isPending }: ListedResult) {
  if (attempts === 0) return <span class="dim">not submitted</span>
  return (
    <>
      {verdict && <VerdictBadge verdict={verdict} />}{' '}
      {isLate && <Badge tone="warn">{latePercent ? `late, −${decimal(latePercent)} %` : 'late'}</Badge>}{' '}
      {isOverridden && <Badge tone="info">overridden</Badge>} {isPending && <Badge tone="quiet">in progress</Badge>}
    </>
  )
}

/** The ways out of here: files for people and for the gradebooks of two LMSs. */
function ExportLinks({
  assignment,
  worksheetProblem: problem,
}: {
  assignment: AssignmentRow
  worksheetProblem?: string | undefined
}) {
  const results = `/v1/assignments/${assignment.id}/results`
  return (
    <>
      <ul class="export-list">
        <li>
          <a href={`${results}?format=own`}>CSV</a>, with all columns, for a spreadsheet
        </li>
        <li>
          <a href={`${results}?format=canvas`}>Canvas gradebook</a>, to import into Canvas
        </li>
        <li>
          <a href={`${results}?format=moodle-gradebook`}>Moodle gradebook</a>, to import into Moodle
        </li>
      </ul>
      <form
        class="stack"
        method="post"
        action={`/assignments/${assignment.id}/results/moodle-worksheet#export`}
        enctype="multipart/form-data"
      >
        <Field
          id="worksheet"
          label="Moodle grading worksheet"
          hint="Choose the worksheet that you downloaded from Moodle. You get it back with grades and feedback filled in and everything else unchanged."
          problem={problem && `${problem} Choose the file again: the browser does not keep it.`}
        >
          <input
            id="worksheet"
            name="worksheet"
            type="file"
            accept=".csv,text/csv"
            required
            aria-describedby={problem ? 'worksheet-hint worksheet-problem' : 'worksheet-hint'}
            aria-invalid={problem ? 'true' : undefined}
          />
        </Field>
        <button class="button" type="submit">
          Fill it in
        </button>
      </form>
    </>
  )
}

/** An assignment in a few numbers. */
export function SummaryFacts({ summary }: { summary: ResultSummary }) {
  const { learners, submitted, late, medianGrade, meanGrade, waiting, running, overridden } = summary
  return (
    <div class="facts-strip">
      <FactList
        facts={[
          { name: 'Submitted', value: `${submitted} of ${learners}` },
          { name: 'Median grade', value: medianGrade === null ? '–' : decimal(medianGrade) },
          { name: 'Mean grade', value: meanGrade === null ? '–' : decimal(meanGrade) },
          { name: 'Late', value: late },
          ...(overridden > 0 ? [{ name: 'Overridden', value: overridden }] : []),
          ...(waiting + running > 0 ? [{ name: 'In progress', value: `${running} running, ${waiting} waiting` }] : []),
        ]}
      />
    </div>
  )
}
