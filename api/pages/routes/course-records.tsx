import { Type } from 'typebox'
import type { AppContext, RouteApp } from '../../app-context.js'
import { listAudit } from '../../database/audit.js'
import { findTaughtCourse, listEnrolments } from '../../database/courses.js'
import { callerOf } from '../../http/guard.js'
import { decodeCursor, encodeCursor } from '../../http/paging.js'
import { CourseParams, exact } from '../../http/schemas.js'
import { sendPage } from '../../ui/shell.js'
import { AuditView, PeopleView } from '../views/course-records.js'

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
