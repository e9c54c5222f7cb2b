import { Type } from 'typebox'
import type { AppContext } from '../../app-context.js'
import { callerOf } from '../../auth/guard.js'
import { listAudit } from '../../database/audit.js'
import { findTaughtCourse, listEnrolments } from '../../database/courses.js'
import type { RouteApp } from '../../routes/route-app.js'
import { CourseParams, exact } from '../../routes/schemas.js'
import { decodeCursor, encodeCursor } from '../../submissions/cursor.js'
import { DataTable } from '../components/data-table.js'
import { EmptyState } from '../components/empty-state.js'
import { Moment } from '../components/moment.js'
import { Paging } from '../components/paging.js'
import { PageHeading } from '../components/section.js'
import { sendPage } from './send-page.js'

const ROWS = 50

/** Who is in a course, and who saw and changed what in it. */
export function addCourseRecordPages(app: RouteApp, { db }: AppContext): void {
  app.get('/courses/:course/people', { schema: { params: CourseParams } }, async (request, reply) => {
    const course = await findTaughtCourse(db, callerOf(request), request.params.course)
    const enrolments = await listEnrolments(db, course.id)
    return sendPage(request, reply, {
      title: `People: ${course.title}`,
      breadcrumbs: [{ label: 'Courses', href: '/' }, { label: course.title, href: `/courses/${course.id}` }, { label: 'People' }],
      children: (
        <>
          <PageHeading title="People" />
          {enrolments.length === 0 ? (
            <EmptyState title="Nobody is enrolled yet.">Enrol somebody with <code>assay course enrol {course.id} &lt;person&gt; --role learner</code>.</EmptyState>
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
      ),
    })
  })

  app.get('/courses/:course/audit', { schema: { params: CourseParams, querystring: Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 100 })) }, exact) } }, async (request, reply) => {
    const course = await findTaughtCourse(db, callerOf(request), request.params.course)
    const { cursor } = request.query
    const rows = await listAudit(db, { courseId: course.id, before: cursor === undefined ? undefined : decodeCursor(cursor), limit: ROWS + 1 })
    const page = rows.slice(0, ROWS)
    const address = `/courses/${course.id}/audit`
    const last = page.at(-1)
    return sendPage(request, reply, {
      title: `Audit log: ${course.title}`,
      breadcrumbs: [{ label: 'Courses', href: '/' }, { label: course.title, href: `/courses/${course.id}` }, { label: 'Audit log' }],
      children: (
        <>
          <PageHeading title="Audit log" lead="Who saw and changed what is others'." />
          {page.length === 0 ? (
            <EmptyState title="Nothing yet." />
          ) : (
            <DataTable
              caption="Audit log, newest first"
              rows={page}
              keyOf={({ id }) => String(id)}
              columns={[
                { name: 'at', header: 'When', cell: ({ at }) => <Moment at={at} /> },
                { name: 'actor', header: 'Who', cell: ({ actor }) => <bdi>{actor}</bdi> },
                { name: 'action', header: 'What', cell: ({ action }) => action },
                { name: 'subject', header: 'Of what', cell: ({ subject }) => <code>{subject}</code> },
                { name: 'details', header: 'Details', cell: ({ details }) => <code>{JSON.stringify(details)}</code> },
              ]}
            />
          )}
          <Paging firstHref={cursor === undefined ? null : address} nextHref={rows.length > ROWS && last ? `${address}?cursor=${encodeCursor(last.id)}` : null} summary="" />
        </>
      ),
    })
  })
}
