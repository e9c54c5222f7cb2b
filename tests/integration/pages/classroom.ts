import type { TestApi } from '../api/start-api.js'

/** A course with an instructor (`ines`), learners and one assignment of the tiny exercise. */
export async function openClassroom(
  api: TestApi,
  {
    course = 'backend',
    learners = ['ada'],
    rules = {},
  }: { course?: string; learners?: readonly string[]; rules?: Record<string, unknown> } = {},
): Promise<{ assignment: string }> {
  await api.request({ method: 'POST', url: '/v1/courses', payload: { id: course, title: `Course ${course}` } })
  const people = [['ines', 'instructor'], ...learners.map((learner) => [learner, 'learner'])] as const
  for (const [id, role] of people) {
    await api.request({ method: 'POST', url: '/v1/people', payload: { id, name: `${id} of the class` } })
    await api.request({ method: 'PUT', url: `/v1/courses/${course}/enrolments/${id}`, payload: { role } })
  }
  const made = await api.request({
    method: 'POST',
    url: `/v1/courses/${course}/assignments`,
    payload: { exercise: 'tiny', title: 'First service', ...rules },
  })
  if (made.statusCode !== 201) throw new Error(made.body)
  return { assignment: made.json<{ id: string }>().id }
}
