import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { escapeLine } from '../../../contracts/escape.js'
import type { LmsMessage } from '../lms-event.js'
import { readShape } from '../read-shape.js'
import { AttemptShape, InstantShape, KeyShape, orAbsent } from '../text-shapes.js'
import { parseSignedJson } from '../parse-signed-json.js'
import { readLiveEvent, type LiveEvent } from './live-event.js'

const SubmissionShape = Type.Object({
  submission_id: KeyShape,
  assignment_id: KeyShape,
  user_id: KeyShape,
  attempt: orAbsent(AttemptShape),
  submission_type: orAbsent(Type.String()),
  submitted_at: orAbsent(InstantShape),
  workflow_state: orAbsent(Type.String()),
  group_id: orAbsent(KeyShape),
})

type Submission = Static<typeof SubmissionShape>

const submissionShape = Compile(Type.Object({ body: SubmissionShape }))

/** The states of a submission that waits to be graded. */
const waiting = new Set(['submitted', 'pending_review'])

/**
 * Makes a message of a Live Event; its files are not in it and must be listed. Throws `CallerError`
 * `webhook-malformed`.
 */
export function readSubmission(content: Buffer, eventId: string): LmsMessage {
  const document = parseSignedJson(content)
  const event = readLiveEvent(document)
  const ignored = (reason: string): LmsMessage => ({ kind: 'ignored', eventId, reason })
  const eventReason = whyIgnored(event.metadata.event_name)
  if (eventReason) return ignored(eventReason)
  const { body } = readShape(submissionShape, document)
  const reason = whyNothingToGrade(body)
  if (reason) return ignored(reason)
  const keys = {
    eventId,
    assignmentKey: body.assignment_id,
    courseKey: courseOf(event),
    learner: { key: body.user_id, name: null, email: null },
    attempt: body.attempt as number,
    happenedAt: new Date(body.submitted_at as string),
    notes: [],
  }
  if (body.group_id != null)
    return {
      kind: 'refused',
      event: keys,
      reason: 'This is a group submission. Teams are not supported yet: each learner must submit individually.',
    }
  return { kind: 'submitted', event: { ...keys, language: null, files: [] } }
}

function whyIgnored(eventName: string): string | null {
  if (eventName === 'submission_created') return null
  if (eventName === 'submission_updated')
    return 'submission_updated events report grades, including those from Assay; new submissions arrive as submission_created.'
  return `Events of type "${escapeLine(eventName)}" are ignored; only submission_created is processed.`
}

/** Canvas also tells of rows it makes before anything is handed in, and of kinds of work that have no files. */
function whyNothingToGrade(body: Submission): string | null {
  if (body.submitted_at == null || body.attempt == null) return 'Nothing has been submitted yet.'
  if (!waiting.has(body.workflow_state ?? ''))
    return `The submission is in the state "${escapeLine(body.workflow_state ?? 'none')}", not submitted.`
  if (body.submission_type !== 'online_upload') {
    return `Submissions of type "${escapeLine(body.submission_type ?? 'none')}" have no files; only online_upload is graded.`
  }
  return null
}

/** Present in events of newer Canvas; else the assignment tells the course. */
function courseOf({ metadata }: LiveEvent): string | null {
  return metadata.context_type === 'Course' ? (metadata.context_id ?? null) : null
}
