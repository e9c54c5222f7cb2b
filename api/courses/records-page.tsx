import { Type } from 'typebox'
import { escapeLine } from '../../contracts/escape.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { type AuditRow, listAudit } from '../database/audit.js'
import { callerOf } from '../http/guard.js'
import { exact } from '../../contracts/shapes.js'
import { CourseParams, decodeCursor, encodeCursor } from '../http/schemas.js'
import { DataTable, Paging } from '../ui/data-table.js'
import { EmptyState, Moment, PageHeading } from '../ui/section.js'
import { sendPage } from '../ui/shell.js'
import { type Enrolment, findTaughtCourse, listEnrolments } from './courses.js'

const ROWS = 50

/** Who is in a course, and who saw and changed what in it. */
export function addCourseRecordPages(app: RouteApp, { db }: AppContext): void {
  app.get('/courses/:course/people', { schema: { params: CourseParams } }, async (request, reply) => {
    const course = await findTaughtCourse(db, callerOf(request), request.params.course)
    const enrolments = await listEnrolments(db, course.id)
    return sendPage(request, reply, {
      title: `People: ${course.title}`,
      breadcrumbs: [
        { label: 'Courses', href: '/' },
        { label: course.title, href: `/courses/${course.id}` },
        { label: 'People' },
      ],
      children: <PeopleView course={course.id} enrolments={enrolments} />,
    })
  })

  app.get(
    '/courses/:course/audit',
    {
      schema: {
        params: CourseParams,
        querystring: Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 100 })) }, exact),
      },
    },
    async (request, reply) => {
      const course = await findTaughtCourse(db, callerOf(request), request.params.course)
      const { cursor } = request.query
      const rows = await listAudit(db, {
        courseId: course.id,
        before: cursor === undefined ? undefined : decodeCursor(cursor),
        limit: ROWS + 1,
      })
      const page = rows.slice(0, ROWS)
      const address = `/courses/${course.id}/audit`
      const last = page.at(-1)
      return sendPage(request, reply, {
        title: `Audit log: ${course.title}`,
        breadcrumbs: [
          { label: 'Courses', href: '/' },
          { label: course.title, href: `/courses/${course.id}` },
          { label: 'Audit log' },
        ],
        children: (
          <AuditView
            rows={page}
            firstHref={cursor === undefined ? null : address}
            nextHref={rows.length > ROWS && last ? `${address}?cursor=${encodeCursor(last.id)}` : null}
          />
        ),
      })
    },
  )
}

export function PeopleView({ course, enrolments }: { course: string; enrolments: readonly Enrolment[] }) {
  return (
    <>
      <PageHeading title="People" />
      {enrolments.length === 0 ? (
        <EmptyState title="Nobody is enrolled yet.">
          Enrol people with <code>assay course enrol {course} &lt;person&gt; --role learner</code>.
        </EmptyState>
      ) : (
        <DataTable
          caption="People of the course"
          rows={enrolments}
          keyOf={({ person }) => person}
          columns={[
            { name: 'name', header: 'Name', cell: ({ name }) => <bdi>{name}</bdi> },
            { name: 'id', header: 'Id', cell: ({ person }) => <code>{person}</code> },
            { name: 'email', header: 'Email', cell: ({ email }) => email && <bdi>{email}</bdi> },
            { name: 'role', header: 'Role', cell: ({ role }) => role },
          ]}
        />
      )}
    </>
  )
}

function AuditView({
  rows,
  firstHref,
  nextHref,
}: {
  rows: readonly AuditRow[]
  firstHref: string | null
  nextHref: string | null
}) {
  return (
    <>
      <PageHeading title="Audit log" lead="Who viewed or changed other people's work and grades." />
      {rows.length === 0 ? (
        <EmptyState title="There are no entries yet." />
      ) : (
        <DataTable
          caption="Audit log, newest first"
          rows={rows}
          keyOf={({ id }) => String(id)}
          columns={[
            { name: 'at', header: 'When', cell: ({ at }) => <Moment at={at} /> },
            { name: 'actor', header: 'Who', cell: ({ actor }) => <bdi>{actor}</bdi> },
            { name: 'action', header: 'Action', isWhole: true, cell: ({ action }) => action },
            { name: 'subject', header: 'Subject', isWhole: true, cell: ({ subject }) => <code>{subject}</code> },
            { name: 'details', header: 'Details', isProse: true, cell: ({ details }) => <Details details={details} /> },
          ]}
        />
      )}
      <Paging firstHref={firstHref} nextHref={nextHref} summary="" />
    </>
  )
}

/** What was noted beside it, by name. */
function Details({ details }: { details: unknown }) {
  const entries = Object.entries(details ?? {})
  if (entries.length === 0) return null
  return (
    <ul class="plain-list">
      {entries.map(([name, value]) => (
        <li key={name}>
          <span class="dim">{escapeLine(name)}</span>{' '}
          <bdi>{escapeLine(typeof value === 'string' ? value : JSON.stringify(value))}</bdi>
        </li>
      ))}
    </ul>
  )
}
