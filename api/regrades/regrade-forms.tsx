import { AssignmentTabs } from '../assignments/assignment-tabs.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import type { ReturnedForm } from '../http/receive-form.js'
import type { RegradeState } from '../courses/tables.js'
import { Badge, type Tone } from '../ui/badge.js'
import { DataTable } from '../ui/data-table.js'
import { SelectField, TextField } from '../ui/field.js'
import { ProblemMessage } from '../ui/problem-page.js'
import { EmptyState, Message, Moment, PageHeading, Section } from '../ui/section.js'
import type { RegradeProgress, RegradeRow } from './regrades.js'

const tones: Record<RegradeState, Tone> = { running: 'info', ready: 'warn', applied: 'good', discarded: 'quiet' }

export const RegradeBadge = ({ state }: { state: RegradeState }) => <Badge tone={tones[state]}>{state}</Badge>

export interface RegradesViewProps {
  assignment: AssignmentRow
  regrades: readonly RegradeRow[]
  progress: ReadonlyMap<string, RegradeProgress>
  /** A later package of the exercise is published than the one the assignment has. */
  isNewer: boolean
  /** The form, where it comes back. */
  returned?: ReturnedForm | undefined
}

/** The regrades of an assignment, and the way to start one. */
export function RegradesView({ assignment, regrades, progress, isNewer, returned }: RegradesViewProps) {
  const isOpen = regrades.some(({ state }) => state === 'running' || state === 'ready')
  return (
    <>
      <PageHeading title={assignment.title} />
      <AssignmentTabs assignment={assignment} current="regrades" />
      {(!isOpen || returned) && (
        <Section id="start" title="Regrade all">
          <StartForm assignment={assignment} isNewer={isNewer} returned={returned} />
        </Section>
      )}
      <Section id="regrades" title="Earlier regrades">
        {regrades.length === 0 ? (
          <EmptyState title="There are no regrades yet." />
        ) : (
          <RegradeTable regrades={regrades} progress={progress} />
        )}
      </Section>
    </>
  )
}

function StartForm({ assignment, isNewer, returned }: Pick<RegradesViewProps, 'assignment' | 'isNewer' | 'returned'>) {
  return (
    <form class="stack narrow" method="post" action={`/assignments/${assignment.id}/regrades`}>
      {isNewer && (
        <Message tone="info" title="A newer package of the exercise is published.">
          <p>The regrade uses it; the assignment switches to it when the regrade is applied.</p>
        </Message>
      )}
      {returned?.problem && <ProblemMessage problem={returned.problem} />}
      <p>
        Runs the submissions again, after everything that learners are waiting for. No grade changes until you have
        reviewed the changes and applied the regrade.
      </p>
      <TextField
        id="reason"
        name="reason"
        label="Reason"
        hint="Shown to learners whose grade changes, and kept in the audit log."
        value={returned?.values['reason']}
        problem={returned?.problems['reason']}
        isRequired
        maxLength={500}
      />
      <SelectField
        id="which"
        name="which"
        label="Attempts"
        value={returned?.values['which']}
        problem={returned?.problems['which']}
        options={[
          { value: 'counting', label: 'The attempt of each learner that counts' },
          { value: 'all', label: 'Every attempt' },
        ]}
      />
      <button class="button button-primary" type="submit">
        Start
      </button>
    </form>
  )
}

function RegradeTable({ regrades, progress }: Pick<RegradesViewProps, 'regrades' | 'progress'>) {
  return (
    <DataTable
      caption="Regrades, newest first"
      rows={regrades}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'reason',
          header: 'Reason',
          cell: ({ id, reason }) => (
            <a href={`/regrades/${id}`}>
              <bdi>{reason}</bdi>
            </a>
          ),
        },
        { name: 'state', header: 'State', cell: ({ state }) => <RegradeBadge state={state} /> },
        {
          name: 'done',
          header: 'Runs',
          isNumber: true,
          cell: ({ id }) => `${progress.get(id)?.done ?? 0} of ${progress.get(id)?.total ?? 0}`,
        },
        { name: 'at', header: 'Started', cell: ({ createdAt }) => <Moment at={createdAt} /> },
        { name: 'by', header: 'By', cell: ({ requestedBy }) => <bdi>{requestedBy}</bdi> },
      ]}
    />
  )
}
