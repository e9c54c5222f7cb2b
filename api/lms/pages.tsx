import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { CallerError } from '../../contracts/errors.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { listAssignments } from '../assignments/assignments.js'
import { findTaughtCourse, listEnrolments } from '../courses/courses.js'
import { callerOf } from '../http/guard.js'
import { describeCallerError } from '../http/problem.js'
import { mistakeOf, returnButtons, type ReturnedForm } from '../http/receive-form.js'
import { exact } from '../../contracts/shapes.js'
import { ConnectionParams, CourseParams, decodeCursor, encodeCursor, uuid } from '../http/schemas.js'
import { sendPage } from '../ui/shell.js'
import { findConnection } from './connections.js'
import { EventsView, type EventsViewProps, newLearner } from './event-views.js'
import { listConnectionEvents, listCourseEvents, openStates } from './inbound/list-events.js'
import { matchEvent, retryEvent } from './inbound/match-event.js'
import { unmatchEvent } from './inbound/unmatch-event.js'
import { inboundStates } from './tables.js'

const ROWS = 50
const Page = Type.Object(
  { cursor: Type.Optional(Type.String({ maxLength: 100 })), state: Type.Optional(Type.Enum(['', ...inboundStates])) },
  exact,
)
type EventQuery = Static<typeof Page>
const EventParams = Type.Object({ ...CourseParams.properties, id: uuid })
const MatchForm = Type.Object(
  {
    assignment: Type.Optional(Type.String({ maxLength: 40 })),
    learner: Type.Optional(Type.String({ maxLength: 200 })),
  },
  exact,
)

const UnmatchForm = Type.Object({ what: Type.Enum(['learner', 'assignment']) }, exact)

/** What an LMS sent that became no submission, for those who can tell where it belongs. */
export function addLmsEventPages(app: RouteApp, context: AppContext): void {
  const { db } = context
  app.get('/courses/:course/events', { schema: { params: CourseParams, querystring: Page } }, async (request, reply) =>
    sendCourseEvents(context, request, reply, { id: request.params.course, query: request.query }),
  )

  app.get(
    '/connections/:connection/events',
    { schema: { params: ConnectionParams, querystring: Page } },
    async (request, reply) => {
      const connection = await findConnection(db, request.params.connection)
      const events = await listConnectionEvents(db, connection.id, pageOf(request.query))
      return sendPage(request, reply, {
        title: `Events: ${connection.title}`,
        breadcrumbs: [
          { label: 'Connections', href: '/connections' },
          { label: connection.title, href: `/connections/${connection.id}` },
          { label: 'Events' },
        ],
        children: (
          <EventsView
            base={`/connections/${connection.id}/events`}
            {...cut(events)}
            states={inboundStates}
            query={request.query}
            choices={null}
            isConnected
          />
        ),
      })
    },
  )

  app.post(
    '/courses/:course/events/:id/match',
    { schema: { params: EventParams, querystring: Page, body: MatchForm } },
    async (request, reply) => {
      const { course, id } = request.params
      const { assignment = '', learner = '' } = request.body
      const values = { assignment, learner }
      if (!assignment && !learner)
        return sendCourseEvents(context, request, reply.code(400), {
          id: course,
          query: request.query,
          returned: { event: id, values, problems: { assignment: 'Choose the assignment, the learner, or both.' } },
        })
      const person = learner === newLearner ? undefined : learner || undefined
      try {
        await matchEvent(db, callerOf(request), id, {
          assignment: assignment || undefined,
          person,
          enrol: learner === newLearner || undefined,
        })
      } catch (error) {
        const mistake = mistakeOf(error)
        return sendCourseEvents(context, request, reply.code(mistake.status), {
          id: course,
          query: request.query,
          returned: { event: id, values, ...placeMistake(mistake, request.id) },
        })
      }
      return reply.redirect(`/courses/${course}/events`, 303)
    },
  )

  app.post(
    '/courses/:course/events/:id/unmatch',
    { schema: { params: EventParams, body: UnmatchForm } },
    async (request, reply) => {
      const { course, id } = request.params
      return changeEvent(context, request, reply, { course, query: '?state=unmatched' }, () =>
        unmatchEvent(db, callerOf(request), id, { [request.body.what]: true }),
      )
    },
  )

  app.post('/courses/:course/events/:id/retry', { schema: { params: EventParams } }, async (request, reply) => {
    const { course, id } = request.params
    return changeEvent(context, request, reply, { course, query: '' }, () => retryEvent(db, callerOf(request), id))
  })
}

/** Back to the events of the course, with why an event was not changed, if it was not. */
async function changeEvent(
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  back: { course: string; query: string },
  change: () => Promise<unknown>,
): Promise<FastifyReply> {
  try {
    await change()
  } catch (error) {
    const mistake = mistakeOf(error)
    return sendCourseEvents(context, request, reply.code(mistake.status), {
      id: back.course,
      query: {},
      returned: returnButtons(describeCallerError(mistake, request.id)),
    })
  }
  return reply.redirect(`/courses/${back.course}/events${back.query}`, 303)
}

/** The events of a course; with a form that comes back, if one is given. */
async function sendCourseEvents(
  { db }: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, query, returned }: { id: string; query: EventQuery; returned?: EventsViewProps['returned'] },
): Promise<FastifyReply> {
  const course = await findTaughtCourse(db, callerOf(request), id)
  const page = pageOf(query)
  const events = await listCourseEvents(db, course, { ...page, states: page.states ?? openStates })
  const choices = {
    assignments: await listAssignments(db, course.id),
    learners: (await listEnrolments(db, course.id)).filter(({ role }) => role === 'learner'),
  }
  return sendPage(request, reply, {
    title: `LMS events: ${course.title}`,
    breadcrumbs: [
      { label: 'Courses', href: '/' },
      { label: course.title, href: `/courses/${course.id}` },
      { label: 'LMS events' },
    ],
    children: (
      <EventsView
        base={`/courses/${course.id}/events`}
        {...cut(events)}
        states={inboundStates}
        query={query}
        choices={course.connectionId === null ? null : choices}
        isConnected={course.connectionId !== null}
        returned={returned}
      />
    ),
  })
}

/** What is wrong with a match, at the field that it is about. */
function placeMistake(mistake: CallerError, requestId: string): Omit<ReturnedForm, 'values'> {
  const field = { '/assignment': 'assignment', '/person': 'learner' }[mistake.errors[0]?.pointer ?? '']
  return field
    ? { problems: { [field]: mistake.message } }
    : { problems: {}, problem: describeCallerError(mistake, requestId) }
}

const pageOf = ({ cursor, state }: EventQuery) => ({
  states: state ? [state] : undefined,
  before: cursor === undefined ? undefined : decodeCursor(cursor),
  limit: ROWS + 1,
})

function cut<Row extends { seq: number }>(rows: readonly Row[]): { events: readonly Row[]; nextCursor: string | null } {
  const last = rows[ROWS - 1]
  return { events: rows.slice(0, ROWS), nextCursor: rows.length > ROWS && last ? encodeCursor(last.seq) : null }
}
