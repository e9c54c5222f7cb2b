import type { AssignmentRow } from '../../database/assignments.js'
import { Field } from '../../ui/field.js'

/** The ways out of here: files for people and for the gradebooks of two LMSs. */
export function ExportLinks({
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
