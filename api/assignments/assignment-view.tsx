import { randomUUID } from 'node:crypto'
import { count, decimal } from '../../contracts/amounts.js'
import { closesAt, isOpen, type LateRule } from '../../contracts/assignment.js'
import { escapeLine } from '../../contracts/escape.js'
import { type Language, languageNames } from '../../contracts/language.js'
import type { PublishedExercise } from '../exercises/exercises.js'
import type { Rejection } from '../lms/inbound/list-events.js'
import { type Attempt, describeStanding, isStanding } from '../grades/grades.js'
import { VerdictBadge } from '../ui/badge.js'
import { DataTable } from '../ui/data-table.js'
import { DueMoment, FactList, Message, Moment, PageHeading, Section } from '../ui/section.js'
import type { AssignmentRow } from './assignments.js'
import { type ShownStatement, StartHelp, Statement } from './start-help.js'
import { RefusedUpload, type ReturnedWork, SubmitForm } from './submit-form.js'

export interface AssignmentViewProps {
  assignment: AssignmentRow
  /** `null` before it opens. */
  exercise: PublishedExercise | null
  statement: ShownStatement | null
  /** Whether the exercise has an `openapi.yaml`. */
  hasContract: boolean
  /** The reader's own. */
  attempts: readonly Attempt[]
  /** What the LMS submitted for them that could not be accepted. */
  rejections: readonly Rejection[]
  isTaught: boolean
  now: Date
  /** What was sent, where the form comes back. */
  returned?: ReturnedWork | undefined
}

/** What to do, by when, what it counts, and the form to submit it. */
export function AssignmentView(props: AssignmentViewProps) {
  const { assignment, exercise, statement, attempts, returned } = props
  return (
    <>
      {returned && <RefusedUpload problem={returned.problem} languages={exercise?.summary.languages ?? []} />}
      <PageHeading title={assignment.title} lead={exercise?.summary.description} actions={<Actions {...props} />} />
      <Rejections rejections={props.rejections} />
      <Terms {...props} />
      <div class="work">
        {statement && (
          <Section id="statement" title="What to do">
            <Statement {...statement} />
          </Section>
        )}
        <div class="work-side">
          {exercise && <HandIn {...props} exercise={exercise} />}
          {attempts.length > 0 && (
            <Section id="attempts" title="Your attempts">
              <AttemptTable {...props} />
            </Section>
          )}
        </div>
      </div>
    </>
  )
}

function Rejections({ rejections }: Pick<AssignmentViewProps, 'rejections'>) {
  return (
    <>
      {rejections.map(({ id, attempt, handedInAt, reason, isPending }) => (
        <Message
          key={id}
          tone={isPending ? 'info' : 'bad'}
          title={
            isPending
              ? 'Work that you submitted in the LMS has not arrived yet.'
              : 'Work that you submitted in the LMS was not accepted.'
          }
        >
          <p>
            Attempt {attempt}, submitted <Moment at={handedInAt} />. <bdi>{escapeLine(reason)}</bdi>{' '}
            {isPending ? 'Assay will retry automatically.' : 'Fix this, then submit again in the LMS.'}
          </p>
        </Message>
      ))}
    </>
  )
}

/** On a narrow page, the form is below a statement that may be long. */
function Actions({ assignment, exercise, isTaught }: AssignmentViewProps) {
  return (
    <>
      {exercise && (
        <a class="button button-primary only-narrow" href="#submit">
          Submit
        </a>
      )}
      {isTaught && (
        <a class="button" href={`/assignments/${assignment.id}/results`}>
          Results
        </a>
      )}
    </>
  )
}

function Terms({ assignment, attempts, exercise, hasContract, isTaught, now }: AssignmentViewProps) {
  const { opensAt, dueAt, lateRule, attemptLimit, counts } = assignment
  const closed = closesAt(lateRule, dueAt)
  const used = attempts.filter(({ submission }) => isStanding(submission)).length
  const limit = attemptLimit === null ? `${used} used, unlimited` : `${used} of ${attemptLimit} used`
  return (
    <div class="panel">
      <FactList
        facts={[
          ...(opensAt ? [{ name: 'Opens', value: <Moment at={opensAt} /> }] : []),
          {
            name: 'Due',
            value: dueAt ? <DueMoment at={dueAt} now={now} isDone={isTaught || attempts.length > 0} /> : 'no due date',
          },
          ...(dueAt
            ? [
                {
                  name: 'Late work',
                  value: (
                    <>
                      {describeLateRule(lateRule)}
                      {closed && (
                        <>
                          , accepted until <Moment at={closed} />
                        </>
                      )}
                    </>
                  ),
                },
              ]
            : []),
          { name: 'Attempts', value: `${limit}; the ${counts} one counts` },
          ...(exercise ? describeLanguages(assignment.id, exercise.summary.languages) : []),
          ...(hasContract
            ? [
                {
                  name: 'API contract',
                  value: (
                    <>
                      <a href={`/v1/assignments/${assignment.id}/openapi.yaml`}>openapi.yaml</a>, also in the starter
                      files
                    </>
                  ),
                },
              ]
            : []),
        ]}
      />
    </div>
  )
}

/** A late rule in words. */
function describeLateRule({ graceMinutes, percentPerDay, maxPercent }: LateRule): string {
  const grace = graceMinutes > 0 ? `${count(graceMinutes, 'minute')} grace period, then ` : ''
  if (percentPerDay === 0) return `${grace}no penalty`
  return `${grace}${decimal(percentPerDay)} % off for each day or part of a day, at most ${decimal(maxPercent)} %`
}

const describeLanguages = (assignmentId: string, languages: readonly Language[]) => [
  {
    name: 'Starter files',
    value: (
      <LanguageLinks
        languages={languages}
        link={(language) => ({ href: `/v1/assignments/${assignmentId}/starter/${language}`, download: true })}
      />
    ),
  },
  {
    name: 'Installed packages',
    value: (
      <LanguageLinks
        languages={languages}
        link={(language) => ({
          href: `/images#${language}`,
          'aria-label': `Installed packages for ${languageNames[language]}`,
        })}
      />
    ),
  },
]

interface LanguageLink {
  href: string
  download?: boolean
  /** Where the language alone would not tell this link from another. */
  'aria-label'?: string
}

function LanguageLinks({
  languages,
  link,
}: {
  languages: readonly Language[]
  link(language: Language): LanguageLink
}) {
  return (
    <ul class="inline-list">
      {languages.map((language) => (
        <li key={language}>
          <a {...link(language)}>{languageNames[language]}</a>
        </li>
      ))}
    </ul>
  )
}

function HandIn({
  assignment,
  exercise,
  attempts,
  isTaught,
  now,
  returned,
}: AssignmentViewProps & { exercise: PublishedExercise }) {
  const closed = closesAt(assignment.lateRule, assignment.dueAt)
  const isClosed = !isTaught && closed !== null && now > closed
  const isUsedUp = assignment.attemptLimit !== null && attempts.length >= assignment.attemptLimit
  return (
    <Section id="submit" title="Submit">
      {isClosed && (
        <Message tone="warn" title="Submissions are closed.">
          <p>The assignment was due at {assignment.dueAt && <Moment at={assignment.dueAt} />}.</p>
        </Message>
      )}
      {!isClosed && isUsedUp && <Message tone="warn" title="All attempts are used." />}
      {!isClosed && !isUsedUp && assignment.dueAt && now > assignment.dueAt && (
        <Message tone="warn" title="The due date has passed.">
          <p>{describeLateRule(assignment.lateRule)}.</p>
        </Message>
      )}
      {!isClosed && !isUsedUp && (
        <SubmitForm
          action={`/assignments/${assignment.id}/submissions`}
          languages={exercise.summary.languages}
          formId={randomUUID()}
          returned={returned}
        />
      )}
      {exercise.summary.kind === 'service' && <StartHelp languages={exercise.summary.languages} />}
    </Section>
  )
}

function AttemptTable({ assignment, attempts, isTaught, now }: AssignmentViewProps) {
  const isReportOpen = isTaught || isOpen(assignment.feedback.report, { now, ...assignment })
  return (
    <DataTable
      caption="Your attempts, newest first"
      rows={attempts}
      keyOf={({ submission }) => submission.id}
      columns={[
        {
          name: 'attempt',
          header: 'Attempt',
          cell: ({ submission }) => (
            <>
              <a href={`/submissions/${submission.id}`}>Attempt {submission.attempt}</a>
              {describeStanding(submission)}
            </>
          ),
        },
        { name: 'at', header: 'Submitted', cell: ({ submission }) => <Moment at={submission.submittedAt} /> },
        { name: 'state', header: 'Outcome', cell: ({ run }) => describeState(run, isReportOpen) },
        {
          name: 'grade',
          header: 'Grade',
          isNumber: true,
          cell: ({ grade }) => (isReportOpen && grade ? decimal(grade.grade) : '–'),
        },
      ]}
    />
  )
}

function describeState(run: Attempt['run'], isReportOpen: boolean) {
  if (run.state !== 'done') return run.state === 'queued' ? 'waiting' : 'running'
  return isReportOpen && run.verdict ? (
    <>
      <VerdictBadge verdict={run.verdict} />
      {run.isRegrade && <span class="dim"> graded again</span>}
    </>
  ) : (
    'graded, report not open yet'
  )
}
