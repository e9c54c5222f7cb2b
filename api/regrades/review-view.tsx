import { count, decimal } from '../../contracts/amounts.js'
import { escapeLine } from '../../contracts/escape.js'
import { changedWithoutTests } from '../../contracts/report/next-advice.js'
import { AssignmentTabs } from '../assignments/assignment-tabs.js'
import { VerdictBadge } from '../ui/badge.js'
import { DataTable, Paging } from '../ui/data-table.js'
import { FilterForm, SelectField } from '../ui/field.js'
import { type PageProblem, ProblemMessage } from '../ui/problem-page.js'
import { EmptyState, FactList, Message, Moment, PageHeading, Section } from '../ui/section.js'
import { type GradeChange, gradeChanges } from './compare-runs.js'
import { RegradeBadge } from './regrade-forms.js'
import type { FoundRegrade } from './regrades.js'
import { hasNewVerdict, type Review, type ReviewEntry, type TestChangeCounts } from './review-regrade.js'

export interface ReviewViewProps extends FoundRegrade {
  review: Review
  changed: GradeChange | ''
  isFirst: boolean
  nextCursor: string | null
  /** Why it was not applied or discarded. */
  problem?: PageProblem | undefined
}

const changeWords: Record<GradeChange, string> = {
  rise: 'rise',
  fall: 'fall',
  none: 'stay',
  first: 'get a first grade',
  'not-assessed': 'could not be assessed, and keep theirs',
  waiting: 'not done yet',
}

/** What a regrade changes: for how many, for whom by how much, and by which tests. */
export function ReviewView({ regrade, assignment, review, changed, isFirst, nextCursor, problem }: ReviewViewProps) {
  const base = `/regrades/${regrade.id}`
  const hrefTo = (cursor: string | null) =>
    `${base}?${new URLSearchParams(Object.entries({ changed, cursor: cursor ?? '' }).filter(([, value]) => value))}`
  return (
    <>
      <PageHeading
        title={assignment.title}
        lead={
          <>
            Regrade “<bdi>{regrade.reason}</bdi>”, started <Moment at={regrade.createdAt} /> by{' '}
            <bdi>{regrade.requestedBy}</bdi>
          </>
        }
        actions={<RegradeBadge state={regrade.state} />}
      />
      <AssignmentTabs assignment={assignment} current="regrades" />
      {problem && <ProblemMessage problem={problem} />}
      <Decision regrade={regrade} review={review} />
      <Summary review={review} />
      {review.summary.tests.length > 0 && (
        <Section id="tests" title="Tests that changed">
          <ChangedTests tests={review.summary.tests} />
        </Section>
      )}
      <Section id="learners" title="Learners">
        <FilterForm action={base} clearHref={base}>
          <SelectField
            id="changed"
            name="changed"
            label="Grades"
            value={changed}
            options={[
              { value: '', label: 'All' },
              ...gradeChanges.map((value) => ({ value, label: changeWords[value] })),
            ]}
          />
        </FilterForm>
        {review.entries.length === 0 ? (
          <EmptyState title="No attempts match the filter." />
        ) : (
          <Entries entries={review.entries} />
        )}
        <Paging
          firstHref={isFirst ? null : hrefTo(null)}
          nextHref={nextCursor && hrefTo(nextCursor)}
          summary={count(review.entries.length, 'attempt')}
        />
      </Section>
    </>
  )
}

function Decision({ regrade, review }: Pick<ReviewViewProps, 'regrade' | 'review'>) {
  const { done, total } = review.summary
  const discard = (
    <form method="post" action={`/regrades/${regrade.id}/discard`}>
      <button class="button button-danger" type="submit">
        Discard
      </button>
    </form>
  )
  switch (regrade.state) {
    case 'running':
      return (
        <Message tone="info" title={`${done} of ${total} runs are finished.`}>
          <p>
            <a href="">Reload this page</a> to see the progress.
          </p>
          {discard}
        </Message>
      )
    case 'ready':
      return (
        <Message tone="warn" title="Nothing has changed yet.">
          <p>
            Applying it makes all of these grades count immediately, sends them to the LMS, and switches the assignment
            to this package of the exercise.
          </p>
          <div class="actions">
            <form method="post" action={`/regrades/${regrade.id}/apply`}>
              <button class="button button-primary" type="submit">
                Apply
              </button>
            </form>
            {discard}
          </div>
        </Message>
      )
    case 'applied':
    case 'discarded':
      return (
        <Message tone={regrade.state === 'applied' ? 'good' : 'info'} title={`This regrade was ${regrade.state}.`}>
          {regrade.endedAt && (
            <p>
              <Moment at={regrade.endedAt} />, by <bdi>{regrade.endedBy}</bdi>
            </p>
          )}
        </Message>
      )
  }
}

function Summary({ review: { summary } }: Pick<ReviewViewProps, 'review'>) {
  const { changes, meanDifference } = summary
  const facts = gradeChanges
    .filter((change) => changes[change] > 0)
    .map((change) => ({
      name: `Grades that ${change === 'not-assessed' || change === 'waiting' ? `are ${change.replace('-', ' ')}` : changeWords[change]}`,
      value: changes[change],
    }))
  return (
    <div class="facts-strip">
      <FactList
        facts={[...facts, { name: 'Mean change', value: meanDifference === null ? '–' : signed(meanDifference) }]}
      />
    </div>
  )
}

const signed = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : '±'}${decimal(Math.abs(value))}`

function ChangedTests({ tests }: { tests: readonly TestChangeCounts[] }) {
  return (
    <DataTable
      caption="Tests that changed in most runs"
      rows={tests}
      keyOf={({ id }) => id}
      columns={[
        { name: 'title', header: 'Test', cell: ({ title }) => <bdi>{escapeLine(title)}</bdi> },
        { name: 'gained', header: 'Now pass', isNumber: true, cell: ({ gained }) => gained },
        { name: 'lost', header: 'Now fail', isNumber: true, cell: ({ lost }) => lost },
        {
          name: 'other',
          header: 'Added, removed or reweighted',
          isNumber: true,
          cell: ({ added, removed, reweighted }) => added + removed + reweighted,
        },
      ]}
    />
  )
}

function Entries({ entries }: { entries: readonly ReviewEntry[] }) {
  const grade = (value: number | null) => (value === null ? '–' : decimal(value))
  return (
    <DataTable
      caption="Learners, largest changes first"
      rows={entries}
      keyOf={({ pair }) => pair.runId}
      columns={[
        {
          name: 'learner',
          header: 'Learner',
          cell: ({ pair }) => (
            <>
              <a href={`/submissions/${pair.submissionId}?run=${pair.runId}`}>
                <bdi>{pair.name}</bdi>
              </a>{' '}
              <span class="dim">attempt {pair.attempt}</span>
            </>
          ),
        },
        { name: 'before', header: 'Before', isNumber: true, cell: ({ before }) => grade(before) },
        {
          name: 'after',
          header: 'After',
          isNumber: true,
          cell: ({ after, change }) => (change === 'waiting' ? '…' : grade(after)),
        },
        {
          name: 'change',
          header: 'Change',
          isNumber: true,
          cell: ({ difference, change }) => (difference === null ? change.replace('-', ' ') : signed(difference)),
        },
        { name: 'why', header: 'Why', isProse: true, cell: (entry) => <Reasons entry={entry} /> },
      ]}
    />
  )
}

/** As many are told at once; the rest of a long list is behind a click. */
const LISTED_TESTS = 4

function TestChangeList({ tests }: Pick<ReviewEntry, 'tests'>) {
  if (tests.length === 0) return null
  return (
    <ul class="plain-list">
      {tests.map(({ id, title, change }) => (
        <li key={id}>
          {change}: <bdi>{escapeLine(title)}</bdi>
        </li>
      ))}
    </ul>
  )
}

function Reasons({ entry: { pair, tests, difference } }: { entry: ReviewEntry }) {
  if (pair.overriddenGrade !== null) return <>Overridden: does not change.</>
  if (difference && tests.length === 0 && !hasNewVerdict(pair)) return <>{changedWithoutTests}</>
  return (
    <>
      {hasNewVerdict(pair) && pair.beforeVerdict && pair.verdict && (
        <>
          <VerdictBadge verdict={pair.beforeVerdict} /> to <VerdictBadge verdict={pair.verdict} />{' '}
        </>
      )}
      {tests.length > LISTED_TESTS ? (
        <details class="more">
          <summary>{count(tests.length, 'test')} changed</summary>
          <TestChangeList tests={tests} />
        </details>
      ) : (
        <TestChangeList tests={tests} />
      )}
    </>
  )
}
