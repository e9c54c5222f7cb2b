import type { FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import { findProjectFolders } from '../../contracts/find-project.js'
import {
  detectLanguage,
  detectOther,
  isLanguage,
  type Language,
  languageNames,
  listLanguages,
} from '../../contracts/language.js'
import { inspectArchive } from '../../storage/archive/read-source-tree.js'
import { type BlobStore, copyBlobToFile, type StoredBlob } from '../../storage/blob-store.js'
import { quotePath, RejectedUpload } from '../../storage/rejected-upload.js'
import type { AppContext } from '../app-context.js'
import { type PublishedExercise, findExercise, findPackage } from '../exercises/exercises.js'
import { receiveForm } from '../http/receive-form.js'
import { type SubmissionDraft, type Acceptance, acceptSubmission, refuseTooManyWaiting } from './accept-submission.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import { refuseOutsideDates } from '../assignments/open-assignment.js'
import { callerOf } from '../http/guard.js'

/** Where work is sent: to an assignment, or to an exercise for practice. */
export type Target = { assignment: AssignmentRow } | { slug: string }

export interface SubmitOptions {
  idempotencyKey?: string | undefined
  /** Filled with the fields of the form as they are read, for a page that returns it where this throws. */
  fields?: Map<string, string>
}

/** Takes an uploaded form as the caller's work, whichever way it came. After this it is never lost. */
export async function submitWork(
  context: AppContext,
  request: FastifyRequest,
  target: Target,
  { idempotencyKey, fields = new Map() }: SubmitOptions = {},
): Promise<Acceptance> {
  const { db, config } = context
  const caller = callerOf(request)
  const submittedAt = new Date()
  const assignment = 'assignment' in target ? target.assignment : null
  if (assignment) refuseOutsideDates(caller, assignment, submittedAt)
  const exercise =
    'assignment' in target
      ? await findPackage(db, target.assignment.exerciseDigest)
      : await findExercise(db, target.slug)
  if (idempotencyKey === undefined) await refuseTooManyWaiting(db, caller.owner, config.ASSAY_WAITING_PER_OWNER)
  const upload = await receiveSubmission(request, context, exercise, fields)
  const draft = {
    owner: caller.owner,
    slug: exercise.slug,
    exerciseDigest: exercise.digest,
    ...upload,
    assignment,
    submittedAt,
    idempotencyKey: idempotencyKey ?? upload.idempotencyKey,
  }
  const acceptance = await acceptSubmission(context, draft)
  request.log.info({ submission: acceptance.submission.id, isReplay: acceptance.isReplay }, 'a submission was accepted')
  return acceptance
}

/** What takes uploads in, and knows what cannot be graded. */
type GradingServer = Pick<AppContext, 'blobs' | 'config'>

/** Stores, checks and names the language of an upload. Throws `CallerError` and `RejectedUpload`. */
export async function receiveSubmission(
  request: FastifyRequest,
  server: GradingServer,
  exercise: PublishedExercise,
  fields: Map<string, string>,
): Promise<Pick<SubmissionDraft, 'source' | 'language' | 'idempotencyKey'>> {
  const blob = await receiveForm(request, server.blobs, fields)
  const upload = await checkUpload(server, blob, fields.get('language'), exercise)
  return { ...upload, idempotencyKey: keyOfForm(fields.get('form'), upload) }
}

/** A form of a page sent twice is one submission; other files sent from the same page are another. */
const keyOfForm = (form: string | undefined, { source, language }: Pick<SubmissionDraft, 'source' | 'language'>) =>
  form === undefined ? undefined : `form ${form} ${language} ${source.sha256}`

/**
 * Checks what was stored as an upload, however it came, and names its language. Throws `CallerError` and
 * `RejectedUpload`.
 */
export async function checkUpload(
  { blobs, config }: GradingServer,
  blob: StoredBlob,
  language: string | undefined,
  exercise: PublishedExercise,
): Promise<Pick<SubmissionDraft, 'source' | 'language'>> {
  const { format, paths } = await inspectBlob(blobs, blob)
  const chosen = chooseLanguage(language, paths, exercise.summary.languages)
  refuseLeftOut(chosen, config.ASSAY_LANGUAGES_LEFT_OUT)
  return { source: { sha256: blob.sha256, bytes: blob.bytes, format }, language: chosen }
}

/** A refused upload is not kept, unless the same bytes were there before: an older submission may rest on them. */
async function inspectBlob(blobs: BlobStore, { sha256, isNew }: StoredBlob) {
  await using file = await copyBlobToFile(blobs, sha256)
  try {
    return await inspectArchive(file.path)
  } catch (error) {
    if (error instanceof RejectedUpload && isNew) await blobs.remove(sha256)
    throw error
  }
}

/** What the caller says, else what the files say. Throws `language-not-offered` or `language-unknown`. */
export function chooseLanguage(
  named: string | undefined,
  paths: readonly string[],
  offered: readonly Language[],
): Language {
  const choice = `The exercise is available in ${listLanguages(offered)}`
  if (named && !isLanguage(named))
    throw new CallerError(
      'language-not-offered',
      `${choice}. "${named.slice(0, 40)}" is not a language: use ${offered.join(' or ')}.`,
    )
  const language = named && isLanguage(named) ? named : (detectLanguage(paths, offered) ?? detectOther(paths, offered))
  if (!language) throw new CallerError('language-unknown', `${describeProject(paths)} ${choice}.`)
  if (offered.includes(language)) return language
  throw new CallerError('language-not-offered', `${choice}, not in ${languageNames[language]}.`)
}

/** What lies where a project should be. */
function describeProject(paths: readonly string[]): string {
  const [folder] = findProjectFolders(paths)
  if (folder !== undefined)
    return `There is no project at the top level of your upload, but the folder ${quotePath(folder)} looks like one: send only that folder, or choose the language.`
  const shown = paths.slice(0, 3).map(quotePath).join(', ')
  return `Your upload contains no project, only ${shown}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}. Send the folder of your project. If this is your project, choose its language.`
}

/** Throws `language-not-graded`: taken all the same, the work would wait for a worker that never comes. */
function refuseLeftOut(language: Language, leftOut: string): void {
  if (!leftOut.split(/[\s,]+/).includes(language)) return
  throw new CallerError(
    'language-not-graded',
    `Submissions in ${languageNames[language]} cannot be graded here: this server has no image for them. The submission was not accepted and no attempt was used; tell your instructor.`,
  )
}
