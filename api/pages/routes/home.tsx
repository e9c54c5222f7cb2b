import type { AppContext, RouteApp } from '../../app-context.js'
import { type CourseRow, listCourses } from '../../database/courses.js'
import type { Caller } from '../../http/caller.js'
import { DataTable } from '../../ui/data-table.js'
import { Welcome } from '../../ui/problem-page.js'
import { EmptyState, PageHeading } from '../../ui/section.js'
import { sendPage } from '../../ui/shell.js'

/** Where everybody begins: their courses, or how to sign in. */
export function addHomePage(app: RouteApp, { db }: AppContext): void {
  app.get('/', async (request, reply) => {
    const { caller } = request
    if (!caller) return sendPage(request, reply, { title: 'Assay', breadcrumbs: [], children: <Welcome /> })
    const courses = await listCourses(db, caller)
    return sendPage(request, reply, {
      title: 'Courses',
      breadcrumbs: [],
      children: <CourseList courses={courses} caller={caller} />,
    })
  })
}

function CourseList({ courses, caller }: { courses: readonly CourseRow[]; caller: Caller }) {
  return (
    <>
      <PageHeading title="Courses" />
      {courses.length === 0 ? (
        <EmptyState title="You are not in any course yet.">
          Ask your instructor to enrol you as <code>{caller.owner}</code>.
        </EmptyState>
      ) : (
        <DataTable
          caption="Your courses"
          rows={courses}
          keyOf={({ id }) => id}
          columns={[
            {
              name: 'title',
              header: 'Course',
              cell: ({ id, title }) => (
                <a href={`/courses/${id}`}>
                  <bdi>{title}</bdi>
                </a>
              ),
            },
            { name: 'role', header: 'Your role', cell: ({ id }) => caller.roles.get(id) ?? 'admin' },
          ]}
        />
      )}
    </>
  )
}
