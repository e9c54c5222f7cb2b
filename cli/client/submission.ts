import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { treeFromFolder } from '../../storage/archive/tree-from-folder.js'
import { packTar } from '../../storage/archive/write-tar.js'
import type { Language } from '../../contracts/language.js'
import { isFolder } from '../inputs.js'
import type { Server } from './server.js'

/** What a server says of a submission. */
export interface SubmissionState {
  id: string
  state: string
  [key: string]: unknown
}

/** Uploads a folder (as a canonical tar) or an archive as it is. */
export async function sendSubmission(server: Server, slug: string, path: string, language: Language | undefined): Promise<SubmissionState> {
  const form = new FormData()
  if (language !== undefined) form.set('language', language)
  const isPacked = await isFolder(path)
  const archive = isPacked ? new Blob([await buffer(packTar(await treeFromFolder(path)))]) : await openAsBlob(path)
  form.set('archive', archive, isPacked ? 'submission.tar' : basename(path))
  const response = await server.send(`/v1/exercises/${encodeURIComponent(slug)}/submissions`, { method: 'POST', body: form })
  return (await response.json()) as SubmissionState
}

/** Where a submission stands now. */
export async function fetchSubmission(server: Server, id: string): Promise<SubmissionState> {
  const response = await server.send(`/v1/submissions/${encodeURIComponent(id)}`)
  return (await response.json()) as SubmissionState
}
