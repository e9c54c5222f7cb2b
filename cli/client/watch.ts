import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { createParser } from 'eventsource-parser'
import { Value } from 'typebox/value'
import type { Language } from '../../contracts/language.js'
import { withMarks } from '../../contracts/left-out.js'
import { ProgressSchema } from '../../contracts/job.js'
import { type Report, ReportSchema, upgradeReport } from '../../contracts/report/report.js'
import { readSubmissionFolder } from '../../storage/exercise-folder.js'
import { packTar } from '../../storage/archive/write-tar.js'
import type { Cli } from '../cli.js'
import { isFolder } from '../inputs.js'
import { watchProgress } from '../print/progress.js'
import type { ShownGrade } from '../print/report.js'
import { pathOf, type Server } from './server.js'

const retries = 20

/** Shows the events of a submission until it is done. A stream that breaks is taken up where it was left. */
export async function watchSubmission(cli: Cli, server: Server, id: string): Promise<void> {
  const show = watchProgress(cli.terminal)
  let lastId: string | undefined
  for (let attempt = 0; attempt < retries; attempt += 1) {
    for await (const event of readEvents(server, pathOf('submissions', id, 'events'), lastId)) {
      lastId = event.id ?? lastId
      if (Value.Check(ProgressSchema, event.data)) show(event.data)
    }
    if ((await fetchSubmission(server, id)).state === 'done') return cli.terminal.status('')
  }
  throw new Error(`${server.url} closed the event stream of ${id} ${retries} times before it was done`)
}

/** One event of a submission: its name and its data as JSON. */
export interface ServerEvent {
  id: string | undefined
  name: string
  data: unknown
}

/**
 * The events of a stream, as they come; ends when the server ends it. `lastId` asks for those after it.
 * A broken connection throws: the caller knows whether going on makes sense.
 */
async function* readEvents(server: Server, path: string, lastId?: string): AsyncGenerator<ServerEvent> {
  const response = await server.send(path, {
    headers: { accept: 'text/event-stream', ...(lastId ? { 'last-event-id': lastId } : {}) },
  })
  const waiting: ServerEvent[] = []
  const parser = createParser({
    onEvent: ({ id, event, data }) => void waiting.push({ id, name: event ?? 'message', data: parse(data) }),
  })
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }))
    yield* waiting.splice(0)
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}

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
    ? new Blob([await buffer(packTar(withMarks(await readSubmissionFolder(path))))])
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

const reportPath = (id: string) => pathOf('submissions', id, 'report')

/** The newest report of a submission. Throws where the server sends something that is none. */
export async function fetchReport(server: Server, id: string): Promise<Report> {
  const response = await server.send(reportPath(id), { headers: { accept: 'application/json' } })
  const report = upgradeReport(await response.json())
  if (!Value.Check(ReportSchema, report)) throw new Error(`${server.url} sent a report that this version cannot read`)
  return report
}

/** The newest report as JUnit XML. */
export async function fetchJunit(server: Server, id: string): Promise<string> {
  const response = await server.send(reportPath(id), { headers: { accept: 'application/xml' } })
  return response.text()
}

/** What was found in the source, as SARIF 2.1.0. */
export async function fetchSarif(server: Server, id: string): Promise<unknown> {
  const response = await server.send(reportPath(id), { headers: { accept: 'application/sarif+json' } })
  return response.json()
}
