import { count } from '../../contracts/amounts.js'
import { escapeLine } from '../../contracts/escape.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import type { Enrolment } from '../courses/courses.js'
import type { ReturnedForm } from '../http/receive-form.js'
import type { ListedEvent } from './inbound/list-events.js'
import type { InboundState } from './tables.js'
import { Badge, type Tone } from '../ui/badge.js'
import { DataTable, Paging } from '../ui/data-table.js'
import { FilterForm, SelectField } from '../ui/field.js'
import { ProblemMessage } from '../ui/problem-page.js'
import { EmptyState, Moment, PageHeading } from '../ui/section.js'

/** What a form says in place of a person who is not there yet. */
export const newLearner = '+new'

/** What an event can be matched with. */
export interface MatchChoices {
  assignments: readonly AssignmentRow[]
  learners: readonly Enrolment[]
}

export interface EventsViewProps {
  base: string
  events: readonly ListedEvent[]
  nextCursor: string | null
  states: readonly InboundState[]
  query: { state?: string; cursor?: string }
  /** `null` where events are only looked at. */
  choices: MatchChoices | null
  isConnected: boolean
  /** A form that comes back; `event` names the one whose match it is. */
  returned?: (ReturnedForm & { event?: string }) | undefined
}

/** What an LMS sent and what became of it. */
export function EventsView({
  base,
  events,
  nextCursor,
  states,
  query,
  choices,
  isConnected,
  returned,
}: EventsViewProps) {
  const isInForm = events.some((event) => event.state === 'unmatched' && event.id === returned?.event)
  const problem = returned && !isInForm ? (returned.problem ?? describeElsewhere(returned)) : undefined
  const hrefTo = (cursor: string) =>
    `${base}?${new URLSearchParams(Object.entries({ state: query.state ?? '', cursor }).filter(([, value]) => value))}`
  return (
    <>
      <PageHeading
        title="LMS events"
        lead={
          choices
            ? 'Work from the LMS that did not become a submission. Nothing is lost: match it or try again.'
            : 'What this LMS sent, newest first.'
        }
      />
      {problem && <ProblemMessage problem={problem} />}
      {isConnected && (
        <FilterForm action={base} clearHref={base}>
          <SelectField
            id="state"
            name="state"
            label="State"
            value={query.state}
            options={[
              { value: '', label: choices ? 'Not accepted' : 'Any' },
              ...states.map((value) => ({ value, label: value })),
            ]}
          />
        </FilterForm>
      )}
      {events.length === 0 ? (
        <EmptyState title={isConnected ? 'There are no events.' : 'This course has no connection to an LMS.'}>
          {!isConnected && (
            <>
              An admin creates one with <code>assay connection create</code> and assigns it to the course.
            </>
          )}
        </EmptyState>
      ) : (
        <EventTable base={base} query={query} events={events} choices={choices} returned={returned} />
      )}
      <Paging
        firstHref={query.cursor === undefined ? null : base}
        nextHref={nextCursor && hrefTo(nextCursor)}
        summary={count(events.length, 'event')}
      />
    </>
  )
}

const tones: Record<InboundState, Tone> = {
  waiting: 'info',
  working: 'info',
  done: 'good',
  duplicate: 'quiet',
  outdated: 'quiet',
  ignored: 'quiet',
  unmatched: 'warn',
  refused: 'bad',
  failed: 'bad',
}

function EventTable({
  events,
  choices,
  ...rest
}: Pick<EventsViewProps, 'base' | 'query' | 'events' | 'choices' | 'returned'>) {
  return (
    <DataTable
      caption="Events, newest first"
      rows={events}
      keyOf={({ id }) => id}
      columns={[
        { name: 'at', header: 'Received', cell: ({ receivedAt }) => <Moment at={receivedAt} /> },
        {
          name: 'learner',
          header: 'Learner',
          cell: ({ learnerName, learnerKey }) => <Keyed name={learnerName} value={learnerKey} />,
        },
        {
          name: 'assignment',
          header: 'Assignment',
          cell: ({ assignmentKey, attempt }) => (
            <>
              <Keyed name={null} value={assignmentKey} />
              {attempt !== null && <span class="dim"> attempt {attempt}</span>}
            </>
          ),
        },
        {
          name: 'state',
          header: 'State',
          isProse: true,
          cell: ({ state, reason, notes, tries, dueAt, submissionId }) => (
            <>
              <Badge tone={tones[state]}>{state}</Badge> {reason && escapeLine(reason)}{' '}
              {notes.map((note) => (
                <span key={note} class="dim">
                  {escapeLine(note)}{' '}
                </span>
              ))}
              {state === 'waiting' && tries > 0 && (
                <>
                  Next try <Moment at={dueAt} />.{' '}
                </>
              )}
              {submissionId && <a href={`/submissions/${submissionId}`}>Submission</a>}
            </>
          ),
        },
        ...(choices
          ? [
              {
                name: 'do',
                header: 'Actions',
                cell: (event: ListedEvent) => <EventForms {...rest} event={event} choices={choices} />,
              },
            ]
          : []),
      ]}
    />
  )
}

const isRetriable = ({ state }: ListedEvent) => state === 'unmatched' || state === 'refused' || state === 'failed'

function Keyed({ name, value }: { name: string | null; value: string | null }) {
  if (value === null) return <span class="dim">–</span>
  return (
    <>
      {name !== null && (
        <>
          <bdi>{escapeLine(name)}</bdi>{' '}
        </>
      )}
      <code>{escapeLine(value)}</code>
    </>
  )
}

type EventFormsProps = Pick<EventsViewProps, 'base' | 'query' | 'returned'> & {
  event: ListedEvent
  choices: MatchChoices
}

function EventForms({ base, query, event, choices, returned }: EventFormsProps) {
  return (
    <>
      {event.state === 'unmatched' && (
        <MatchForm
          base={base}
          query={query}
          event={event}
          choices={choices}
          returned={returned?.event === event.id ? returned : undefined}
        />
      )}
      {event.submissionId !== null && (
        <details class="more">
          <summary>Undo the match</summary>
          <form class="stack" method="post" action={`${base}/${event.id}/unmatch`}>
            <p>All events with the same key become unmatched again, and their submissions no longer count.</p>
            <button class="button" type="submit" name="what" value="learner">
              “{escapeLine(event.learnerKey ?? '')}” is another learner
            </button>
            <button class="button" type="submit" name="what" value="assignment">
              “{escapeLine(event.assignmentKey ?? '')}” is another assignment
            </button>
          </form>
        </details>
      )}
      {isRetriable(event) && (
        <form method="post" action={`${base}/${event.id}/retry`}>
          <button class="button button-quiet" type="submit">
            Try again
          </button>
        </form>
      )}
    </>
  )
}

function MatchForm({ base, query, event, choices, returned }: EventFormsProps) {
  const { values = {}, problems = {}, problem } = returned ?? {}
  const here = new URLSearchParams(Object.entries(query).filter(([, value]) => value))
  return (
    <details class="more" id={`match-${event.id}`} open={returned !== undefined}>
      <summary>Match</summary>
      <form class="stack" method="post" action={`${base}/${event.id}/match?${here}#match-${event.id}`}>
        {problem && <ProblemMessage problem={problem} />}
        <SelectField
          id={`assignment-${event.id}`}
          name="assignment"
          label={`“${escapeLine(event.assignmentKey ?? '')}” is the assignment`}
          value={values['assignment']}
          problem={problems['assignment']}
          options={[
            { value: '', label: 'no change' },
            ...choices.assignments.map(({ id, title }) => ({ value: id, label: escapeLine(title) })),
          ]}
        />
        <SelectField
          id={`learner-${event.id}`}
          name="learner"
          label={`“${escapeLine(event.learnerKey ?? '')}” is`}
          value={values['learner']}
          problem={problems['learner']}
          options={[
            { value: '', label: 'no change' },
            { value: newLearner, label: 'a new learner: add and enrol' },
            ...choices.learners.map(({ person, name }) => ({
              value: person,
              label: escapeLine(`${name} (${person})`),
            })),
          ]}
        />
        <button class="button" type="submit">
          Match and continue
        </button>
      </form>
    </details>
  )
}

/** What was wrong with a form that is on this page no more: somebody else was faster. */
const describeElsewhere = ({ problems }: ReturnedForm) => ({
  title: 'The event was not matched',
  detail: Object.values(problems).join(' '),
})
