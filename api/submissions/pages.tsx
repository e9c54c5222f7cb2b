import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Report } from '../../contracts/report/report.js'
import { readStoredTree } from '../../storage/package-cache.js'
import { RejectedUpload } from '../../storage/rejected-upload.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { crumbsOf as crumbsOfAssignment } from '../assignments/assignment-tabs.js'
import { recordRead } from '../database/audit.js'
import type { Queryable } from '../database/open-database.js'
import { findPackage } from '../exercises/exercises.js'
import { findGrade, findRegraded, listAttempts } from '../grades/grades.js'
import type { Caller } from '../http/access.js'
import { callerOf } from '../http/guard.js'
import type { ReturnedForm } from '../http/receive-form.js'
import { exact } from '../../contracts/shapes.js'
import { SubmissionParams, uuid } from '../http/schemas.js'
import { findPerson } from '../people/people.js'
import { PageHeading } from '../ui/section.js'
import { type Crumb, sendPage } from '../ui/shell.js'
import { estimateWait, currentRun, findReportedRun, findSubmission, type FoundSubmission } from './submissions.js'
import { showReport, takeSnapshot } from './read-events.js'
import type { HandedIn } from './report/report-view.js'
import { SourceView } from './report/source-view.js'
import { listRuns } from './runs.js'
import { SubmissionView } from './submission-view.js'

/** A submission: how far its run is, then its report; and its source. */
export function addSubmissionPages(app: RouteApp, context: AppContext): void {
  const { db, blobs } = context
  const RunQuery = Type.Object({ run: Type.Optional(uuid) }, exact)
  app.get('/submissions/:id', { schema: { params: SubmissionParams, querystring: RunQuery } }, async (request, reply) =>
    sendSubmission(context, request, reply, await findSubmission(db, callerOf(request), request.params.id), {
      runId: request.query.run,
    }),
  )

  app.get(
    '/submissions/:id/files',
    {
      schema: {
        params: SubmissionParams,
        querystring: Type.Object({ path: Type.Optional(Type.String({ maxLength: 400 })) }, exact),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const found = await findSubmission(db, caller, request.params.id)
      const { id, sourceSha256 } = found.submission
      await recordRead(db, caller, 'source.read', found.submission)
      const { files } = await readStoredTree(blobs, sourceSha256)
      const path = request.query.path ?? [...files.keys()][0] ?? null
      return sendPage(request, reply, {
        title: 'Source',
        breadcrumbs: await crumbsOf(db, caller, found, 'Source'),
        children: (
          <>
            <PageHeading
              title="Source"
              actions={
                <a class="button" href={`/v1/submissions/${id}/source`} download>
                  Download
                </a>
              }
            />
            <SourceView files={files} path={path} hrefOf={hrefOfFiles(id)} />
          </>
        ),
      })
    },
  )
}

/** The page of a submission; with a form of its grade that comes back, if one is given. */
export async function sendSubmission(
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  found: FoundSubmission,
  { runId, grading }: { runId?: string | undefined; grading?: ReturnedForm },
): Promise<FastifyReply> {
  const { db } = context
  const caller = callerOf(request)
  const { submission, assignment, view } = found
  const run = await currentRun(db, submission.id)
  const isDone = runId !== undefined || run.state === 'done'
  const reported = isDone && view !== 'closed' ? await findReportedRun(db, found, runId) : null
  if (reported) await recordRead(db, caller, 'report.read', submission)
  const shown = reported?.report ? { run: reported, report: showReport(reported.report, view, assignment) } : null
  const { kind, weights } = (await findPackage(db, run.exerciseDigest)).summary
  const source = shown && (await readMeantSource(context, submission, shown.report))
  return sendPage(request, reply, {
    title: nameOf(found),
    breadcrumbs: await crumbsOf(db, caller, found),
    scripts: isDone ? ['copy.js'] : ['progress.js'],
    children: (
      <SubmissionView
        found={found}
        grading={grading}
        name={nameOf(found)}
        learner={submission.owner === caller.owner ? null : (await findPerson(db, submission.owner)).name}
        run={run}
        runs={view === 'whole' ? await listRuns(db, submission.id) : []}
        report={shown}
        source={source}
        {...await findShownGrade(db, found)}
        kind={kind}
        measuresSpeed={weights.speed > 0}
        checksQuality={weights.quality > 0}
        attempts={assignment ? await listAttempts(db, assignment.id, submission.owner) : []}
        progress={
          isDone
            ? null
            : {
                runId: run.id,
                state: run.state === 'running' ? 'running' : 'queued',
                ...(await estimateWait(db, context.queue, run)),
                ...(await takeSnapshot(db, run.id, view)),
              }
        }
      />
    ),
  })
}

async function findShownGrade(db: Queryable, { submission, view }: FoundSubmission) {
  const grade = view === 'closed' ? null : await findGrade(db, submission.id)
  return { grade, regraded: grade && (await findRegraded(db, grade)) }
}

const hrefOfFiles = (id: string) => (path: string) => `/submissions/${id}/files?path=${encodeURIComponent(path)}`

/** The source, where the report says that something was found in it, and the archive would still be taken today. */
async function readMeantSource(
  { blobs }: AppContext,
  { id, sourceSha256 }: FoundSubmission['submission'],
  { checks }: Report,
): Promise<HandedIn | null> {
  if (!checks.quality.details || checks.quality.details.findings.length === 0) return null
  try {
    return { files: (await readStoredTree(blobs, sourceSha256)).files, hrefOf: hrefOfFiles(id) }
  } catch (error) {
    if (error instanceof RejectedUpload) return null
    throw error
  }
}

const nameOf = ({ submission }: FoundSubmission) =>
  submission.attempt === null ? 'Practice' : `Attempt ${submission.attempt}`

/** The way to a submission, or to a page about it. */
async function crumbsOf(db: Queryable, caller: Caller, found: FoundSubmission, label?: string): Promise<Crumb[]> {
  const { submission, assignment } = found
  const here = nameOf(found)
  const toAssignment = assignment
    ? await crumbsOfAssignment(db, caller, assignment, here)
    : [{ label: 'Courses', href: '/' }, { label: submission.slug }, { label: here }]
  return label === undefined
    ? toAssignment
    : [...toAssignment.slice(0, -1), { label: here, href: `/submissions/${submission.id}` }, { label }]
}
