/**
 * Every mistake a caller can make: code, HTTP status, title. `docs/errors.md` explains each;
 * a test holds the two together. Faults of ours are not here: they are thrown as plain errors.
 */
export const problems = {
  'bad-request': [400, 'The request is not valid'],
  'malformed-multipart': [400, 'The upload form is malformed'],
  'no-token': [401, 'A token is required'],
  'bad-token': [401, 'The token is not valid'],
  'not-allowed': [403, 'The token does not allow this'],
  'not-found': [404, 'There is nothing at this address'],
  'exercise-not-found': [404, 'There is no such exercise'],
  'submission-not-found': [404, 'There is no such submission'],
  'course-not-found': [404, 'There is no such course'],
  'assignment-not-found': [404, 'There is no such assignment'],
  'person-not-found': [404, 'There is no such person'],
  'regrade-not-found': [404, 'There is no such regrade'],
  'connection-not-found': [404, 'There is no such connection'],
  'webhook-unauthorized': [401, 'The signature of the webhook is not valid'],
  'webhook-stale': [401, 'The webhook is too old or from the future'],
  'webhook-malformed': [400, 'The webhook is signed, but its content is not valid'],
  'foreign-assignment': [403, 'The assignment belongs to another connection'],
  'link-used': [401, 'The sign-in link no longer works'],
  'cross-site': [403, 'The request came from another site'],
  'already-exists': [409, 'It already exists'],
  'not-empty': [409, 'It is not empty'],
  'assignment-ambiguous': [409, 'The exercise is assigned more than once'],
  'assignment-not-open': [403, 'The assignment does not accept submissions now'],
  'attempts-used': [403, 'All attempts have been used'],
  'feedback-closed': [403, 'The report is not open yet'],
  'no-score': [409, 'There is no score to restore'],
  'regrade-not-ready': [409, 'The regrade is not ready to be applied'],
  'regrade-running': [409, 'A regrade of this assignment is in progress'],
  'lms-id-missing': [422, 'The LMS could not identify the learner or the assignment'],
  'worksheet-unreadable': [422, 'The grading worksheet cannot be read'],
  'file-refused': [422, 'A file of the submission was refused'],
  'report-not-ready': [409, 'The report is not ready yet'],
  'still-running': [409, 'A run of this submission is still in progress'],
  'idempotency-conflict': [409, 'A request with this Idempotency-Key is still being processed'],
  'idempotency-mismatch': [422, 'This Idempotency-Key was used for another request'],
  'not-acceptable': [406, 'The report is not available in that format'],
  'method-not-allowed': [405, 'That method is not supported here'],
  'request-timeout': [408, 'The request took too long to arrive'],
  'upload-too-large': [413, 'The upload is too large'],
  'unsupported-media-type': [415, 'That content type is not supported here'],
  'upload-rejected': [422, 'The upload was refused'],
  'upload-empty': [422, 'The upload contains no file'],
  'language-unknown': [422, 'The language cannot be determined'],
  'language-not-offered': [422, 'The exercise does not offer that language'],
  'language-not-graded': [422, 'That language is not graded here'],
  'package-invalid': [422, 'The exercise package has mistakes'],
  'slug-mismatch': [422, 'The package is for another exercise'],
  'invalid-cursor': [400, 'The cursor is not valid'],
  'rate-limited': [429, 'Too many requests'],
  'too-many-waiting': [429, 'Too many submissions are already waiting'],
  overloaded: [503, 'The service is busy'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ProblemCode = keyof typeof problems

/** A caller's mistake: becomes a 4xx problem in the API and exit status 2 in the command line. */
export class CallerError extends Error {
  override readonly name = 'CallerError'
  readonly code: ProblemCode
  readonly errors: readonly ProblemDetail[]
  /** Seconds after which trying again makes sense. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ProblemCode,
    detail: string,
    extra: { errors?: readonly ProblemDetail[]; retryAfterSeconds?: number } = {},
  ) {
    super(detail)
    this.code = code
    this.errors = extra.errors ?? []
    this.retryAfterSeconds = extra.retryAfterSeconds
  }

  get status(): number {
    return problems[this.code][0]
  }
}

/** One mistake among several, and where it is: a JSON pointer, or `file:line` in a package. */
export interface ProblemDetail {
  pointer: string
  detail: string
}
