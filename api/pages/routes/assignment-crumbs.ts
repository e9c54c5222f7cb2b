import type { Caller } from '../../http/caller.js'
import type { AssignmentRow } from '../../database/assignments.js'
import { findCourse } from '../../database/courses.js'
import type { Queryable } from '../../database/open-database.js'
import type { Crumb } from '../../ui/shell.js'

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
