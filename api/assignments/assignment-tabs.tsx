import { findCourse } from '../courses/courses.js'
import type { Queryable } from '../database/open-database.js'
import type { Caller } from '../http/access.js'
import type { Crumb } from '../ui/shell.js'
import type { AssignmentRow } from './assignments.js'

const tabs = [
  { name: 'results', label: 'Results' },
  { name: 'statistics', label: 'Statistics' },
  { name: 'regrades', label: 'Regrades' },
] as const

/** The pages about one assignment that its instructors have. */
export function AssignmentTabs({
  assignment,
  current,
}: {
  assignment: Pick<AssignmentRow, 'id'>
  current: (typeof tabs)[number]['name']
}) {
  return (
    <nav class="tabs" aria-label="About this assignment">
      <ul>
        {tabs.map(({ name, label }) => (
          <li key={name}>
            <a href={`/assignments/${assignment.id}/${name}`} aria-current={name === current ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** The way to a page about an assignment; without a label, to the assignment itself. */
export async function crumbsOf(
  db: Queryable,
  caller: Caller,
  { id, courseId, title }: AssignmentRow,
  label?: string,
): Promise<Crumb[]> {
  const course = await findCourse(db, caller, courseId)
  const toCourse = [
    { label: 'Courses', href: '/' },
    { label: course.title, href: `/courses/${courseId}` },
  ]
  return label === undefined
    ? [...toCourse, { label: title }]
    : [...toCourse, { label: title, href: `/assignments/${id}` }, { label }]
}
