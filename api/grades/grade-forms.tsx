import { decimal } from '../../contracts/amounts.js'
import type { GradeRow } from './grade-outbox.js'
import { TextAreaField, TextField } from '../ui/field.js'
import type { ReturnedForm } from '../http/receive-form.js'
import { Section } from '../ui/section.js'

/**
 * What an instructor may decide about a submission. `grade`: as it is now; `returned`: the form, where it comes back.
 */
export function GradingForms({
  submissionId,
  grade,
  returned = { values: {}, problems: {} },
}: {
  submissionId: string
  grade: GradeRow | null
  returned?: ReturnedForm | undefined
}) {
  const base = `/submissions/${submissionId}`
  const { values, problems } = returned
  return (
    <Section id="grading" title="Grade">
      <form class="stack narrow" method="post" action={`${base}/override`}>
        <p>{describeGrade(grade)}</p>
        <TextField
          id="grade"
          name="grade"
          label="Set it to"
          hint="0 to 100, regardless of score and lateness"
          value={values['grade'] ?? (grade?.isOverridden ? decimal(grade.grade) : '')}
          problem={problems['grade']}
          isRequired
          maxLength={6}
        />
        <TextAreaField
          id="comment"
          name="comment"
          label="Reason"
          hint="Shown to the learner."
          value={values['comment'] ?? grade?.comment ?? ''}
          problem={problems['comment']}
          isRequired
          rows={3}
          maxLength={2000}
        />
        <button class="button" type="submit">
          Override the grade
        </button>
      </form>
      <div class="actions grading-more">
        {grade?.isOverridden && grade.score !== null && (
          <form method="post" action={`${base}/override/withdraw`}>
            <button class="button button-quiet" type="submit">
              Go back to the score
            </button>
          </form>
        )}
      </div>
      <form class="stack narrow grading-more" method="post" action={`${base}/runs`}>
        <TextField
          id="reason"
          name="reason"
          label="Reason for a regrade"
          hint="Optional. Shown to the learner if the grade changes."
          value={values['reason']}
          problem={problems['reason']}
          maxLength={500}
        />
        <button class="button" type="submit">
          Grade it again
        </button>
      </form>
    </Section>
  )
}

function describeGrade(grade: GradeRow | null): string {
  if (!grade) return 'There is no grade yet.'
  if (grade.isOverridden)
    return `The grade is ${decimal(grade.grade)}, set by ${grade.overriddenBy}; the score is ${grade.score === null ? 'none' : decimal(grade.score)}.`
  return `The grade is ${decimal(grade.grade)}: the score${grade.latePercent > 0 ? `, less ${decimal(grade.latePercent)} % for lateness` : ''}.`
}
