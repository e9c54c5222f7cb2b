import { AttemptsOverTime, PassRates, ScoreDistribution } from '../../../api/results/charts.js'
import { VerdictBadge } from '../../../api/ui/badge.js'
import { type Column, DataTable, Paging } from '../../../api/ui/data-table.js'
import { FilterForm, SelectField, TextAreaField, TextField } from '../../../api/ui/field.js'
import { ProblemMessage } from '../../../api/ui/problem-page.js'
import { EmptyState, Moment, PageHeading, Section } from '../../../api/ui/section.js'
import type { Verdict } from '../../../contracts/report/verdict.js'
import { hostileLine, hostileName } from './hostile-text.js'

interface Row {
  name: string
  verdict: Verdict
  score: number | null
  attempts: number
  at: string
}

const rows: Row[] = [
  { name: 'Ada Lovelace', verdict: 'assessed', score: 96.4, attempts: 2, at: '2026-01-05T10:01:00Z' },
  { name: 'محمد الأمين', verdict: 'build-failed', score: 0, attempts: 1, at: '2026-01-05T11:20:00Z' },
  { name: hostileName, verdict: 'limit-exceeded', score: 0, attempts: 5, at: '2026-01-06T08:00:00Z' },
  {
    name: 'Wolfeschlegelsteinhausenbergerdorff',
    verdict: 'not-assessed',
    score: null,
    attempts: 1,
    at: '2026-01-06T09:45:00Z',
  },
]

const columns: Column<Row>[] = [
  {
    name: 'learner',
    header: 'Learner',
    cell: ({ name }) => (
      <a href="#">
        <bdi>{name}</bdi>
      </a>
    ),
  },
  { name: 'verdict', header: 'Verdict', cell: ({ verdict }) => <VerdictBadge verdict={verdict} /> },
  { name: 'grade', header: 'Grade', isNumber: true, cell: ({ score }) => score ?? '–' },
  { name: 'attempts', header: 'Attempts', isNumber: true, cell: ({ attempts }) => attempts },
  { name: 'at', header: 'Submitted', cell: ({ at }) => <Moment at={at} /> },
]

const bins = [4, 1, 0, 2, 6, 9, 21, 34, 28, 12].map((count, index) => ({
  from: index * 10,
  to: (index + 1) * 10,
  count,
}))
const titles = [
  'Creates a to-do',
  'Keeps a to-do across a restart',
  'Counts the time of twenty callers at once without losing any of it',
  hostileLine,
]
const tests = titles.map((title, index) => ({
  id: `t${index}`,
  title,
  passed: [117, 64, 12, 0][index] ?? 0,
  total: 117,
}))
const days = Array.from({ length: 21 }, (_, index) => ({
  day: new Date(Date.UTC(2026, 0, 1 + index)),
  attempts: (index * index) % 37,
  learners: 1,
}))

const states = [
  { value: '', label: 'Any' },
  { value: 'assessed', label: 'assessed' },
]
const resultFilter = (
  <FilterForm action="" clearHref="?">
    <TextField id="name" name="name" label="Name" type="search" value={hostileName} />
    <SelectField id="verdict" name="verdict" label="Verdict" options={states} value="assessed" />
  </FilterForm>
)

/** What an instructor reads and fills in. */
export const coursePages = {
  results: () => (
    <>
      <PageHeading
        title="Results"
        lead={<bdi>{hostileLine}</bdi>}
        actions={
          <>
            <a class="button" href="#">
              CSV
            </a>
            <a class="button button-primary" href="#">
              Regrade all
            </a>
          </>
        }
      />
      {resultFilter}
      <DataTable caption="Results" columns={columns} rows={rows} keyOf={({ name }) => name} />
      <Paging summary="1 to 4 of 117" nextHref="?cursor=x" />
      <Section id="statistics" title="Statistics">
        <div class="charts">
          <ScoreDistribution id="scores" bins={bins} />
          <PassRates id="rates" tests={tests} />
          <AttemptsOverTime id="attempts" days={days} />
        </div>
      </Section>
    </>
  ),
  empty: () => (
    <>
      <PageHeading title="Results" />
      <EmptyState title="Nobody has submitted yet">Results appear here with the first report.</EmptyState>
      <div class="charts">
        <ScoreDistribution id="scores" bins={bins.map((bin) => ({ ...bin, count: 0 }))} />
        <PassRates id="rates" tests={[]} />
        <AttemptsOverTime id="attempts" days={[]} />
      </div>
    </>
  ),
  override: () => (
    <>
      <PageHeading title="Override the grade" />
      <ProblemMessage
        problem={{
          title: 'The request is not valid',
          detail: 'A field is not as it should be.',
          errors: [{ pointer: '/grade', detail: 'must be at most 100' }],
        }}
      />
      <form class="form" method="post" action="">
        <TextField
          id="grade"
          name="grade"
          label="Grade"
          type="number"
          value="120"
          hint="0 to 100, one decimal"
          problem="At most 100."
          isRequired
        />
        <TextAreaField id="comment" name="comment" label="Comment" hint="Shown to the learner." value={hostileLine} />
        <div class="actions">
          <button class="button button-primary" type="submit">
            Save
          </button>
          <a class="button button-quiet" href="#">
            Cancel
          </a>
        </div>
      </form>
    </>
  ),
}
