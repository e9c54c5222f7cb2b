import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { withMarks } from '../../contracts/left-out.js'
import { treeFromFolder } from '../../storage/archive/tree-from-folder.js'
import { packTar } from '../../storage/archive/write-tar.js'
import type { Language } from '../../contracts/language.js'
import { isFolder } from '../inputs.js'
import type { ShownGrade } from '../print/grade.js'
import { pathOf, type Server } from './server.js'

/** What a server says of a submission. */
export interface SubmissionState {
  id: string
  state: string
  /** What an attempt at an assignment is worth; absent or `null` for practice, and before there is a score. */
  grade?: ShownGrade | null
  [key: string]: unknown
}

/** Where work is sent: to an exercise, or to one assignment of it. */
export type SubmitTarget = { slug: string } | { assignment: string }

/** Uploads a folder (as a canonical tar) or an archive as it is. */
export async function sendSubmission(
  server: Server,
  target: SubmitTarget,
  path: string,
  language: Language | undefined,
): Promise<SubmissionState> {
  const form = new FormData()
  if (language !== undefined) form.set('language', language)
  const isPacked = await isFolder(path)
  const archive = isPacked
    ? new Blob([await buffer(packTar(withMarks(await treeFromFolder(path))))])
    : await openAsBlob(path)
  form.set('archive', archive, isPacked ? 'submission.tar' : basename(path))
  const address =
    'slug' in target
      ? pathOf('exercises', target.slug, 'submissions')
      : pathOf('assignments', target.assignment, 'submissions')
  const response = await server.send(address, { method: 'POST', body: form })
  return (await response.json()) as SubmissionState
}

/** Where a submission stands now. */
export async function fetchSubmission(server: Server, id: string): Promise<SubmissionState> {
  return server.call<SubmissionState>('GET', pathOf('submissions', id))
}
