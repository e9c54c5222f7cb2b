import type { AssignmentRow } from '../../database/assignments.js'

/** The ways out of here: files for people and for the gradebooks of two LMSs. */
export function ExportLinks({ assignment }: { assignment: AssignmentRow }) {
  const results = `/v1/assignments/${assignment.id}/results`
  return (
    <>
      <ul class="export-list">
        <li><a href={`${results}?format=own`}>CSV</a>, with all columns, for a spreadsheet</li>
        <li><a href={`${results}?format=canvas`}>Canvas gradebook</a>, to import into Canvas</li>
        <li><a href={`${results}?format=moodle-gradebook`}>Moodle gradebook</a>, to import into Moodle</li>
      </ul>
      <form class="stack" method="post" action={`${results}/moodle-worksheet`} enctype="multipart/form-data">
        <div class="field">
          <label for="worksheet">Moodle grading worksheet</label>
          <p class="field-hint" id="worksheet-hint">Choose the worksheet that you downloaded from Moodle. You get it back with grades and feedback filled in and everything else unchanged.</p>
          <input id="worksheet" name="worksheet" type="file" accept=".csv,text/csv" required aria-describedby="worksheet-hint" />
        </div>
        <button class="button" type="submit">Fill it in</button>
      </form>
    </>
  )
}
