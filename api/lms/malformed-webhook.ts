import { CallerError, type ProblemDetail } from '../../contracts/errors.js'

/** A signed body that is not of the documented form. `detail` says what is wrong and what is expected. */
export const malformedWebhook = (detail: string, errors: readonly ProblemDetail[] = []): CallerError =>
  new CallerError('webhook-malformed', detail, { errors })
