import { formOf } from '../start-api.js'
import { packExercise } from '../tiny-exercise.js'
import { tinyContract, type Classroom, type Ids } from './classroom.js'
import type { Who } from './outcomes.js'

/** How a route is tried. Ids in its address are filled in by their names and by what stands before `:id`. */
export interface Row {
  who: Who
  /** A JSON body, a form or bytes. */
  body?: object | ((ids: Ids) => object | Promise<object>)
  headers?: Record<string, string>
  query?: string
  /** Whether it is signed as an LMS would. */
  isSigned?: boolean
  /** Makes what a request uses up, before each one that is let in. */
  fresh?: (room: Classroom) => Promise<Partial<Ids>>
}

let names = 0
const newName = () => `name-${(names += 1)}`
const work = () => formOf({ 'server.js': newName() })
const worksheet = () => {
  const form = new FormData()
  form.append(
    'file',
    new Blob([
      'Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\n',
    ]),
    'worksheet.csv',
  )
  return form
}
/** Of an assignment that nobody knows: it is kept all the same. */
const handIn = {
  type: 'assignment.submitted',
  timestamp: '2026-03-01T12:00:00Z',
  data: {
    assignment: 'unknown',
    learner: { id: 'x' },
    attempt: 1,
    submittedAt: '2026-03-01T12:00:00Z',
    files: [{ name: 'server.js', content: 'MQ==' }],
  },
}
const graded = (room: Classroom) => room.addGraded()

/** One line a route. A route that is missing here fails the tests: say who may call it, and what it is sent. */
export const table: Readonly<Record<string, Row>> = {
  'GET /': { who: 'anyone' },
  'GET /assets/:name': { who: 'anyone' },
  'GET /login/:secret': { who: 'anyone' },
  'POST /login/:secret': {
    who: 'anyone',
    headers: { 'sec-fetch-site': 'same-origin' },
    fresh: (room) => room.addLoginLink(),
  },
  'POST /logout': { who: 'anyone' },
  'GET /livez': { who: 'anyone' },
  'GET /readyz': { who: 'anyone' },
  'GET /metrics': { who: 'this machine and admins' },
  'GET /openapi.json': { who: 'anyone' },
  'GET /docs': { who: 'anyone' },
  'GET /docs/': { who: 'anyone' },
  'GET /docs/json': { who: 'anyone' },
  'GET /docs/yaml': { who: 'anyone' },
  'GET /docs/static/…': { who: 'anyone' },
  'GET /problems/:code': { who: 'anyone' },

  'GET /images': { who: 'whoever signed in' },
  'GET /courses/:course': { who: 'the course' },
  'GET /courses/:course/people': { who: 'its teachers' },
  'GET /courses/:course/audit': { who: 'its teachers' },
  'GET /courses/:course/events': { who: 'its teachers' },
  'POST /courses/:course/events/:id/match': {
    who: 'its teachers',
    body: ({ assignment }) => ({ assignment }),
    fresh: (room) => room.addEvent(),
  },
  'POST /courses/:course/events/:id/unmatch': {
    who: 'its teachers',
    body: { what: 'learner' },
    fresh: (room) => room.addMatchedEvent(),
  },
  'POST /courses/:course/events/:id/retry': { who: 'its teachers', fresh: (room) => room.addEvent() },
  'GET /assignments/:id': { who: 'the course' },
  'POST /assignments/:id/submissions': { who: 'the course, to hand in', body: work },
  'GET /assignments/:id/results': { who: 'its teachers' },
  'POST /assignments/:id/results/moodle-worksheet': { who: 'its teachers', body: worksheet },
  'GET /assignments/:id/statistics': { who: 'its teachers' },
  'GET /assignments/:id/regrades': { who: 'its teachers' },
  'POST /assignments/:id/regrades': {
    who: 'its teachers',
    body: { reason: 'x', which: 'counting' },
    fresh: (room) => room.addAssignment(),
  },
  'GET /regrades/:id': { who: 'its teachers' },
  'POST /regrades/:id/apply': { who: 'its teachers', fresh: (room) => room.addRegrade() },
  'POST /regrades/:id/discard': { who: 'its teachers', fresh: (room) => room.addRegrade() },
  'GET /submissions/:id': { who: 'its learner and teachers' },
  'GET /submissions/:id/files': { who: 'its learner and teachers', query: '?path=server.js' },
  'POST /submissions/:id/override': { who: 'its teachers', body: { grade: 5, comment: 'x' } },
  'POST /submissions/:id/override/withdraw': { who: 'its teachers', fresh: (room) => room.addOverridden() },
  'POST /submissions/:id/runs': { who: 'its teachers', fresh: graded },
  'GET /connections': { who: 'admins' },
  'GET /connections/:connection': { who: 'admins' },
  'GET /connections/:connection/events': { who: 'admins' },
  'POST /grade-messages/:id/replay': { who: 'its teachers' },

  'GET /v1/me': { who: 'whoever signed in' },
  'GET /v1/people': { who: 'admins' },
  'POST /v1/people': { who: 'admins', body: () => ({ id: newName(), name: 'New' }) },
  'POST /v1/people/:person/login-links': { who: 'admins' },
  'GET /v1/tokens': { who: 'whoever signed in' },
  'POST /v1/tokens': { who: 'whoever signed in', body: { scope: 'read' } },
  'DELETE /v1/tokens/:id': { who: 'its owner and admins', fresh: (room) => room.addToken() },

  'GET /v1/images': { who: 'whoever signed in' },
  'GET /v1/exercises': { who: 'whoever signed in' },
  'GET /v1/exercises/:slug': { who: 'whoever signed in' },
  'GET /v1/exercises/:slug/openapi.yaml': { who: 'whoever signed in' },
  'GET /v1/exercises/:slug/starter/:language': { who: 'whoever signed in' },
  'PUT /v1/exercises/:slug': {
    who: 'all teachers',
    headers: { 'content-type': 'application/x-tar' },
    body: () => packExercise('drill', { title: newName(), extra: { 'openapi.yaml': tinyContract } }),
  },
  'POST /v1/exercises/:slug/submissions': { who: 'whoever may hand in', body: work },

  'GET /v1/submissions': { who: 'whoever signed in' },
  'GET /v1/submissions/:id': { who: 'its learner and teachers' },
  'GET /v1/submissions/:id/events': { who: 'its learner and teachers', fresh: graded },
  'GET /v1/submissions/:id/report': { who: 'its learner and teachers' },
  'GET /v1/submissions/:id/source': { who: 'its learner and teachers' },
  'GET /v1/submissions/:id/runs': { who: 'its learner and teachers' },
  'POST /v1/submissions/:id/runs': { who: 'its teachers', fresh: graded },
  'PUT /v1/submissions/:id/override': { who: 'its teachers', body: { grade: 5, comment: 'x' } },
  'DELETE /v1/submissions/:id/override': { who: 'its teachers', fresh: (room) => room.addOverridden() },

  'GET /v1/courses': { who: 'whoever signed in' },
  'POST /v1/courses': { who: 'admins', body: () => ({ id: newName(), title: 'New' }) },
  'GET /v1/courses/:course': { who: 'the course' },
  'PATCH /v1/courses/:course': { who: 'admins', body: { title: 'Other' } },
  'DELETE /v1/courses/:course': { who: 'admins', fresh: (room) => room.addEmptyCourse() },
  'GET /v1/courses/:course/enrolments': { who: 'its teachers' },
  'PUT /v1/courses/:course/enrolments/:person': { who: 'its teachers', body: { role: 'learner' } },
  'DELETE /v1/courses/:course/enrolments/:person': { who: 'its teachers', fresh: (room) => room.addGuest() },
  'GET /v1/courses/:course/audit': { who: 'its teachers' },
  'GET /v1/courses/:course/events': { who: 'its teachers' },
  'GET /v1/courses/:course/assignments': { who: 'the course' },
  'POST /v1/courses/:course/assignments': { who: 'its teachers', body: { exercise: 'tiny' } },
  'GET /v1/assignments/:id': { who: 'the course' },
  'GET /v1/assignments/:id/openapi.yaml': { who: 'the course', fresh: (room) => room.addAssignment('drill') },
  'GET /v1/assignments/:id/starter/:language': { who: 'the course' },
  'PATCH /v1/assignments/:id': { who: 'its teachers', body: { title: 'Other' } },
  'DELETE /v1/assignments/:id': { who: 'its teachers', fresh: (room) => room.addAssignment() },
  'POST /v1/assignments/:id/release': { who: 'its teachers' },
  'POST /v1/assignments/:id/submissions': { who: 'the course, to hand in', body: work },
  'GET /v1/assignments/:id/results': { who: 'its teachers' },
  'POST /v1/assignments/:id/results/moodle-worksheet': { who: 'its teachers', body: worksheet },
  'GET /v1/assignments/:id/statistics': { who: 'its teachers' },
  'GET /v1/assignments/:id/regrades': { who: 'its teachers' },
  'POST /v1/assignments/:id/regrades': {
    who: 'its teachers',
    body: { reason: 'x' },
    fresh: (room) => room.addAssignment(),
  },
  'GET /v1/regrades/:id': { who: 'its teachers' },
  'POST /v1/regrades/:id/apply': { who: 'its teachers', fresh: (room) => room.addRegrade() },
  'POST /v1/regrades/:id/discard': { who: 'its teachers', fresh: (room) => room.addRegrade() },

  'POST /v1/hooks/lms/:connection': { who: 'anyone', isSigned: true, body: handIn },
  'GET /v1/connections': { who: 'admins' },
  'POST /v1/connections': {
    who: 'admins',
    body: () => ({ id: newName(), title: 'New', adapter: 'standard-webhooks' }),
  },
  'GET /v1/connections/:connection': { who: 'admins' },
  'PATCH /v1/connections/:connection': { who: 'admins', body: { title: 'Other' } },
  'POST /v1/connections/:connection/secrets': { who: 'admins', body: { direction: 'inbound' } },
  'POST /v1/connections/:connection/resume': { who: 'admins' },
  'GET /v1/connections/:connection/events': { who: 'admins' },
  'GET /v1/connections/:connection/grades': { who: 'admins' },
  'POST /v1/grade-messages/:id/replay': { who: 'its teachers' },
  'POST /v1/events/:id/match': {
    who: 'its teachers',
    body: ({ assignment }) => ({ assignment }),
    fresh: (room) => room.addEvent(),
  },
  'POST /v1/events/:id/unmatch': {
    who: 'its teachers',
    body: { learner: true },
    fresh: (room) => room.addMatchedEvent(),
  },
  'POST /v1/events/:id/retry': { who: 'its teachers', fresh: (room) => room.addEvent() },
}
