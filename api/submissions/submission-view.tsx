import { decimal } from '../../contracts/amounts.js'
import type { ExerciseKind } from '../../contracts/exercise/reference.js'
import type { Report } from '../../contracts/report/report.js'
import { GradingForms } from '../grades/grade-forms.js'
import { type Attempt, describeStanding, type RegradedGrade } from '../grades/grades.js'
import type { GradeRow } from '../grades/grade-outbox.js'
import type { ReturnedForm } from '../http/receive-form.js'
import { ProblemMessage } from '../ui/problem-page.js'
import { Message, Moment, PageHeading, Section } from '../ui/section.js'
import { explainOpening } from './read-events.js'
import { type ProgressSnapshot, ProgressView } from './report/progress-view.js'
import { type HandedIn, ReportView } from './report/report-view.js'
import type { RunRow } from './runs.js'
import type { FoundSubmission } from './submissions.js'

export interface SubmissionViewProps {
  found: FoundSubmission
  name: string
  /** Who handed it in; `null` where the reader did. */
  learner: string | null
  run: RunRow
  /** Every run, for those who see all of it. */
  runs: readonly RunRow[]
  /** `null` while there is none, and while reports are closed. */
  report: { run: RunRow; report: Report } | null
  /** What was handed in; `null` where the report shows nothing of it. */
  source: HandedIn | null
  grade: GradeRow | null
  /** What the last regrade changed; `null` where it changed nothing. */
  regraded: RegradedGrade | null
  attempts: readonly Attempt[]
  /** `null` once the run is done. */
  progress: ProgressSnapshot | null
  kind: ExerciseKind
  /** Whether speed counts in the exercise. */
  measuresSpeed: boolean
  checksQuality: boolean
  /** The form of the grade, where it comes back. */
  grading?: ReturnedForm | undefined
}

/** A submission from its place in the queue to its report. */
export function SubmissionView(props: SubmissionViewProps) {
  const { found, name, learner, report, source, grade, regraded, progress, kind, measuresSpeed, checksQuality } = props
  const { submission, assignment, view } = found
  const isGradable = view === 'whole' && assignment !== null && !progress
  const api = `/v1/submissions/${submission.id}`
  return (
    <>
      <PageHeading
        title={assignment ? `${assignment.title}: ${name}` : submission.slug}
        lead={
          <>
            {learner === null ? (
              'Submitted'
            ) : (
              <>
                <bdi>{learner}</bdi>, submitted
              </>
            )}{' '}
            <Moment at={submission.submittedAt} />
          </>
        }
        actions={
          <>
            <a class="button" href={`/submissions/${submission.id}/files`}>
              Source
            </a>
            {isGradable && (
              <a class="button" href="#grading">
                Change the grade
              </a>
            )}
          </>
        }
      />
      <ReturnedProblem {...props} />
      <StandingMessage {...props} />
      {grade && <GradeMessage grade={grade} />}
      {regraded && <RegradeMessage {...regraded} />}
      {progress && (
        <ProgressView
          snapshot={progress}
          eventsHref={`${api}/events`}
          stateHref={api}
          kind={kind}
          measuresSpeed={measuresSpeed}
          checksQuality={checksQuality}
        />
      )}
      {!progress && view === 'closed' && (
        <Message tone="info" title="Your work is graded.">
          <p>{explainOpening(assignment)}</p>
        </Message>
      )}
      {report && <OtherRuns {...props} report={report} />}
      {report && (
        <ReportView
          report={report.report}
          source={source}
          sarifHref={`${api}/report?run=${report.run.id}&format=sarif`}
        />
      )}
      {isGradable && <GradingForms submissionId={submission.id} grade={grade} returned={props.grading} />}
      <OtherAttempts {...props} />
    </>
  )
}

/** What is wrong with a form that comes back, beside its fields. */
const ReturnedProblem = ({ grading }: SubmissionViewProps) =>
  grading?.problem ? <ProblemMessage problem={grading.problem} /> : null

/** Why the work does not count. */
function StandingMessage({ found: { submission } }: SubmissionViewProps) {
  if (submission.setAside === 'withdrawn')
    return (
      <Message tone="warn" title="This was withdrawn in the LMS.">
        <p>It does not count.</p>
      </Message>
    )
  if (submission.setAside === 'misplaced')
    return (
      <Message tone="warn" title="This submission was matched incorrectly.">
        <p>The match with the learner or the assignment was undone, so it does not count.</p>
      </Message>
    )
  if (submission.replacedBy === null) return null
  return (
    <Message tone="info" title="There is a newer submission for this attempt.">
      <p>
        <a href={`/submissions/${submission.replacedBy}`}>The newest</a> counts instead of this one.
      </p>
    </Message>
  )
}

/** Why the grade is not the score of the report. */
function GradeMessage({ grade }: { grade: GradeRow }) {
  if (grade.isOverridden) {
    return (
      <Message tone="info" title={`Grade: ${decimal(grade.grade)} of 100, set by an instructor`}>
        {grade.comment && (
          <p class="preserved">
            <bdi>{grade.comment}</bdi>
          </p>
        )}
      </Message>
    )
  }
  if (grade.latePercent === 0) return null
  return (
    <Message tone="warn" title={`Grade: ${decimal(grade.grade)} of 100`}>
      <p>{decimal(grade.latePercent)} % of the score is deducted for lateness.</p>
    </Message>
  )
}

/** Nobody should find another grade than yesterday without a word about it. */
function RegradeMessage({ before, after, reason }: RegradedGrade) {
  return (
    <Message
      tone="info"
      title={`Your grade changed from ${decimal(before)} to ${decimal(after)}: this attempt was regraded.`}
    >
      <p class="preserved">
        {reason === null ? (
          'No reason was given. Ask your instructor for details.'
        ) : (
          <>
            Reason: <bdi>{reason}</bdi>
          </>
        )}
      </p>
    </Message>
  )
}

function OtherRuns({ found, runs, report }: SubmissionViewProps & { report: { run: RunRow } }) {
  if (runs.length < 2) return null
  return (
    <nav class="run-list" aria-label="Runs">
      <ul class="inline-list">
        {runs.map((run) => (
          <li key={run.id}>
            <a
              href={`/submissions/${found.submission.id}?run=${run.id}`}
              aria-current={run.id === report.run.id ? 'page' : undefined}
            >
              Run {run.number}
              {run.isDry ? ' (not applied)' : ''}
              {run.state === 'done' ? '' : `, ${run.state}`}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function OtherAttempts({ found, attempts }: SubmissionViewProps) {
  const others = attempts.filter(({ submission }) => submission.id !== found.submission.id)
  if (others.length === 0) return null
  return (
    <Section id="attempts" title="Other attempts">
      <ul>
        {others.map(({ submission, grade }) => (
          <li key={submission.id}>
            <a href={`/submissions/${submission.id}`}>Attempt {submission.attempt}</a>,{' '}
            <Moment at={submission.submittedAt} />
            {found.view !== 'closed' && grade && `, ${decimal(grade.grade)} of 100`}
            {describeStanding(submission)}
          </li>
        ))}
      </ul>
    </Section>
  )
}
