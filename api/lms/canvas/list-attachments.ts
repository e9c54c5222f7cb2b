import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { CallerError } from '../../../contracts/errors.js'
import type { AdapterSettings, FetchJson } from '../adapter.js'
import { findNameFault } from '../find-name-fault.js'
import type { LmsEvent, LmsFile } from '../lms-event.js'
import { orAbsent } from '../text-shapes.js'

const AttachmentsShape = Type.Array(
  Type.Object({ display_name: Type.String(), url: Type.String(), size: orAbsent(Type.Integer({ minimum: 0 })) }),
)

const AttemptShape = Type.Object({ attempt: orAbsent(Type.Integer()), attachments: orAbsent(AttachmentsShape) })

const submissionShape = Compile(
  Type.Object({
    attempt: orAbsent(Type.Integer()),
    attachments: orAbsent(AttachmentsShape),
    submission_history: orAbsent(Type.Array(AttemptShape)),
  }),
)

/** Without it Canvas answers with ids as numbers, which lose digits. */
const headers = { accept: 'application/json+canvas-string-ids' }

/**
 * Asks Canvas for the files of the attempt an event tells of: those of that attempt, also where there is a newer one.
 * Throws plain errors for what may pass (the attempt is not there yet), `CallerError` `file-refused` for what stays.
 */
export async function listAttachments(
  event: LmsEvent,
  settings: AdapterSettings,
  fetchJson: FetchJson,
): Promise<readonly LmsFile[]> {
  const submission = await fetchJson(submissionUrl(event, settings.apiUrl), headers)
  if (!submissionShape.Check(submission)) throw new Error('The response from Canvas is not a submission')
  const attempt = [submission, ...(submission.submission_history ?? [])].find(
    ({ attempt }) => attempt === event.attempt,
  )
  if (!attempt) throw new Error(`Canvas does not have attempt ${event.attempt} of the submission (yet)`)
  const attachments = attempt.attachments ?? []
  if (attachments.length === 0) throw new CallerError('file-refused', 'Canvas lists no files for this attempt.')
  const fault = findNameFault(attachments.map((attachment) => attachment.display_name))
  if (fault) throw new CallerError('file-refused', fault.detail)
  return attachments.map(({ display_name: name, url, size }) => ({ name, url, sha256: null, bytes: size ?? null }))
}

/** The "submission id" in this address is that of the learner; Canvas has no other. */
function submissionUrl({ courseKey, assignmentKey, learner }: LmsEvent, apiUrl: string | null): string {
  if (!apiUrl) throw new Error('The connection has no API address, so files cannot be fetched from Canvas')
  if (!courseKey)
    throw new CallerError('file-refused', 'Neither the event nor the course of the assignment names the Canvas course.')
  const [course, assignment, user] = [courseKey, assignmentKey, learner.key].map(encodeURIComponent)
  const path = `/api/v1/courses/${course}/assignments/${assignment}/submissions/${user}`
  return `${apiUrl.replace(/\/+$/, '')}${path}?include[]=submission_history`
}
