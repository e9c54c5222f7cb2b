import { decimal } from '../../contracts/amounts.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { hasOpened } from '../assignments/assignments.js'
import { type Caller, teaches } from '../http/access.js'
import { callerOf } from '../http/guard.js'
import { CourseParams } from '../http/schemas.js'
import { type AssignmentOverview, listAssignmentsWithGrades } from '../results/list-results.js'
import { type Column, DataTable } from '../ui/data-table.js'
import { Welcome } from '../ui/problem-page.js'
import { DueMoment, EmptyState, Moment, PageHeading } from '../ui/section.js'
import { sendPage } from '../ui/shell.js'
import { type CourseRow, findCourse, listCourses } from './courses.js'

/** A course: its assignments, with the grade of a learner or the way to the results. */
export function addCoursePages(app: RouteApp, { db }: AppContext): void {
  app.get('/courses/:course', { schema: { params: CourseParams } }, async (request, reply) => {
    const caller = callerOf(request)
    const course = await findCourse(db, caller, request.params.course)
    const isTaught = teaches(caller, course.id)
    const rows = await listAssignmentsWithGrades(db, course.id, caller.owner)
    return sendPage(request, reply, {
      title: course.title,
      breadcrumbs: [{ label: 'Courses', href: '/' }, { label: course.title }],
      children: (
        <>
          <PageHeading title={course.title} actions={isTaught && <TeacherLinks course={course.id} />} />
          {rows.length === 0 ? (
            <EmptyState title="There are no assignments yet." />
          ) : (
            <AssignmentTable rows={rows} isTaught={isTaught} />
          )}
        </>
      ),
    })
  })
}

function TeacherLinks({ course }: { course: string }) {
  return (
    <>
      <a class="button" href={`/courses/${course}/people`}>
        People
      </a>
      <a class="button" href={`/courses/${course}/events`}>
        LMS events
      </a>
      <a class="button" href={`/courses/${course}/audit`}>
        Audit log
      </a>
    </>
  )
}

function AssignmentTable({ rows, isTaught }: { rows: readonly AssignmentOverview[]; isTaught: boolean }) {
  const common: Column<AssignmentOverview>[] = [
    {
      name: 'title',
      header: 'Assignment',
      cell: ({ assignment }) => (
        <a href={`/assignments/${assignment.id}`}>
          <bdi>{assignment.title}</bdi>
        </a>
      ),
    },
    {
      name: 'due',
      header: 'Due',
      cell: ({ assignment, attempts }) => <Due assignment={assignment} isDone={isTaught || attempts > 0} />,
    },
  ]
  const own: Column<AssignmentOverview> = {
    name: 'grade',
    header: 'Your grade',
    isNumber: true,
    cell: ({ grade, attempts }) => describeOwn(grade, attempts),
  }
  const results: Column<AssignmentOverview> = {
    name: 'results',
    header: 'Class',
    cell: ({ assignment }) => <a href={`/assignments/${assignment.id}/results`}>Results</a>,
  }
  return (
    <DataTable
      caption="Assignments"
      rows={rows}
      keyOf={({ assignment }) => assignment.id}
      columns={[...common, isTaught ? results : own]}
    />
  )
}

function Due({ assignment, isDone }: Pick<AssignmentOverview, 'assignment'> & { isDone: boolean }) {
  const now = new Date()
  if (!hasOpened(assignment, now) && assignment.opensAt)
    return (
      <>
        opens <Moment at={assignment.opensAt} />
      </>
    )
  return assignment.dueAt ? <DueMoment at={assignment.dueAt} now={now} isDone={isDone} /> : <>no due date</>
}

const describeOwn = (grade: number | null, attempts: number) => {
  if (grade !== null) return `${decimal(grade)} of 100`
  return attempts === 0 ? 'not submitted' : 'submitted'
}

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
