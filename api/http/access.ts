/**
 * Who may call a route at all. `local-or-admin` also lets in a caller on this machine that no proxy stands before;
 * `reader` and `submitter` are whoever signed in, with a token of at least that scope; `staff` teaches a course or is
 * admin. Whose submission or course it is, is a second question, asked by the route.
 */
export type Access = 'anyone' | 'local-or-admin' | 'reader' | 'submitter' | 'staff' | 'admin'

/** Every route there is. One that is missing here cannot be registered. */
export const accessOfRoute: Readonly<Record<string, Access>> = {
  'GET /': 'anyone',
  'GET /assets/:name': 'anyone',
  'GET /login/:secret': 'anyone',
  'POST /login/:secret': 'anyone',
  'POST /logout': 'anyone',
  'GET /images': 'reader',
  'GET /courses/:course': 'reader',
  'GET /assignments/:id': 'reader',
  'POST /assignments/:id/submissions': 'submitter',
  'GET /submissions/:id': 'reader',
  'GET /submissions/:id/files': 'reader',
  'GET /courses/:course/people': 'staff',
  'GET /courses/:course/audit': 'staff',
  'GET /connections': 'admin',
  'GET /connections/:connection': 'admin',
  'GET /connections/:connection/events': 'admin',
  'GET /courses/:course/events': 'staff',
  'POST /courses/:course/events/:id/match': 'staff',
  'POST /courses/:course/events/:id/unmatch': 'staff',
  'POST /courses/:course/events/:id/retry': 'staff',
  'POST /grade-messages/:id/replay': 'staff',
  'GET /assignments/:id/results': 'staff',
  'POST /assignments/:id/results/moodle-worksheet': 'staff',
  'GET /assignments/:id/statistics': 'staff',
  'GET /assignments/:id/regrades': 'staff',
  'POST /assignments/:id/regrades': 'staff',
  'GET /regrades/:id': 'staff',
  'POST /regrades/:id/apply': 'staff',
  'POST /regrades/:id/discard': 'staff',
  'POST /submissions/:id/override': 'staff',
  'POST /submissions/:id/override/withdraw': 'staff',
  'POST /submissions/:id/runs': 'staff',

  'GET /livez': 'anyone',
  'GET /readyz': 'anyone',
  'GET /metrics': 'local-or-admin',
  'GET /openapi.json': 'anyone',
  'GET /docs': 'anyone',
  'GET /docs/': 'anyone',
  'GET /docs/json': 'anyone',
  'GET /docs/yaml': 'anyone',
  'GET /docs/static/…': 'anyone',
  'GET /problems/:code': 'anyone',

  'GET /v1/me': 'reader',
  'GET /v1/people': 'admin',
  'POST /v1/people': 'admin',
  'POST /v1/people/:person/login-links': 'admin',
  'GET /v1/tokens': 'reader',
  'POST /v1/tokens': 'reader',
  'DELETE /v1/tokens/:id': 'reader',

  'GET /v1/images': 'reader',
  'GET /v1/exercises': 'reader',
  'GET /v1/exercises/:slug': 'reader',
  'GET /v1/exercises/:slug/openapi.yaml': 'reader',
  'GET /v1/exercises/:slug/starter/:language': 'reader',
  'PUT /v1/exercises/:slug': 'staff',
  'POST /v1/exercises/:slug/submissions': 'submitter',

  'GET /v1/submissions': 'reader',
  'GET /v1/submissions/:id': 'reader',
  'GET /v1/submissions/:id/events': 'reader',
  'GET /v1/submissions/:id/report': 'reader',
  'GET /v1/submissions/:id/source': 'reader',
  'GET /v1/submissions/:id/runs': 'reader',
  'POST /v1/submissions/:id/runs': 'staff',
  'PUT /v1/submissions/:id/override': 'staff',
  'DELETE /v1/submissions/:id/override': 'staff',

  'GET /v1/courses': 'reader',
  'POST /v1/courses': 'admin',
  'GET /v1/courses/:course': 'reader',
  'PATCH /v1/courses/:course': 'admin',
  'DELETE /v1/courses/:course': 'admin',
  'GET /v1/courses/:course/enrolments': 'staff',
  'PUT /v1/courses/:course/enrolments/:person': 'staff',
  'DELETE /v1/courses/:course/enrolments/:person': 'staff',
  'GET /v1/courses/:course/audit': 'staff',
  'GET /v1/courses/:course/assignments': 'reader',
  'POST /v1/courses/:course/assignments': 'staff',
  'GET /v1/assignments/:id': 'reader',
  'GET /v1/assignments/:id/openapi.yaml': 'reader',
  'GET /v1/assignments/:id/starter/:language': 'reader',
  'PATCH /v1/assignments/:id': 'staff',
  'DELETE /v1/assignments/:id': 'staff',
  'POST /v1/assignments/:id/release': 'staff',
  'POST /v1/assignments/:id/submissions': 'submitter',

  'POST /v1/hooks/lms/:connection': 'anyone',
  'GET /v1/connections': 'admin',
  'POST /v1/connections': 'admin',
  'GET /v1/connections/:connection': 'admin',
  'PATCH /v1/connections/:connection': 'admin',
  'POST /v1/connections/:connection/secrets': 'admin',
  'POST /v1/connections/:connection/resume': 'admin',
  'GET /v1/connections/:connection/events': 'admin',
  'GET /v1/connections/:connection/grades': 'admin',
  'GET /v1/courses/:course/events': 'staff',
  'POST /v1/events/:id/match': 'staff',
  'POST /v1/events/:id/unmatch': 'staff',
  'POST /v1/events/:id/retry': 'staff',
  'POST /v1/grade-messages/:id/replay': 'staff',
  'GET /v1/assignments/:id/regrades': 'staff',
  'POST /v1/assignments/:id/regrades': 'staff',
  'GET /v1/regrades/:id': 'staff',
  'POST /v1/regrades/:id/apply': 'staff',
  'POST /v1/regrades/:id/discard': 'staff',
  'GET /v1/assignments/:id/results': 'staff',
  'POST /v1/assignments/:id/results/moodle-worksheet': 'staff',
  'GET /v1/assignments/:id/statistics': 'staff',
}

/** The access of a route as Fastify knows it; HEAD is what GET is. `undefined` where the table lacks it. */
export function findAccess(method: string, url: string): Access | undefined {
  const known = url.startsWith('/docs/static/') ? '/docs/static/…' : url // one route a file of the page
  return accessOfRoute[`${method === 'HEAD' ? 'GET' : method} ${known}`]
}

/** Decides by the table alone. Every access is named, so that a new one cannot fall through to "yes". */
export function isAllowed(access: Access, caller: Caller | null, isLocal: boolean): boolean {
  switch (access) {
    case 'anyone':
      return true
    case 'local-or-admin':
      return isLocal || (caller !== null && actsAsAdmin(caller))
    case 'reader':
      return caller !== null && hasScope(caller, 'read')
    case 'submitter':
      return caller !== null && hasScope(caller, 'submit')
    case 'staff':
      return caller !== null && isStaff(caller)
    case 'admin':
      return caller !== null && actsAsAdmin(caller)
  }
}

export const courseRoles = ['learner', 'instructor'] as const
export type CourseRole = (typeof courseRoles)[number]

/** What a token may be used for, each including the one before: read one's own, hand in, teach, administer. */
export const scopes = ['read', 'submit', 'teach', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** Whoever makes a request: a person, and the most that the token or session they came with allows. */
export interface Caller {
  owner: string
  /** As people read it. */
  name: string
  /** Of the whole platform. */
  isAdmin: boolean
  scope: Scope
  roles: ReadonlyMap<string, CourseRole>
  via: 'token' | 'session'
}

export const hasScope = (caller: Caller, scope: Scope): boolean => scopes.indexOf(caller.scope) >= scopes.indexOf(scope)

export const actsAsAdmin = (caller: Caller): boolean => caller.isAdmin && hasScope(caller, 'admin')

/** Courses whose submissions, reports and results the caller may read whole; for an admin, see `actsAsAdmin`. */
export const taughtCourses = (caller: Caller): string[] =>
  hasScope(caller, 'teach')
    ? [...caller.roles].filter(([, role]) => role === 'instructor').map(([course]) => course)
    : []

export const teaches = (caller: Caller, courseId: string): boolean =>
  actsAsAdmin(caller) || taughtCourses(caller).includes(courseId)

export const isInCourse = (caller: Caller, courseId: string): boolean =>
  actsAsAdmin(caller) || caller.roles.has(courseId)

/** Teaches anything at all. */
export const isStaff = (caller: Caller): boolean => actsAsAdmin(caller) || taughtCourses(caller).length > 0

/**
 * Learners have their own submissions, instructors those of their courses; others' do not exist for them, nor what was
 * taken for theirs by mistake.
 */
export const maySee = (
  caller: Caller,
  submission: { owner: string; courseId: string | null; setAside: string | null },
): boolean =>
  (submission.owner === caller.owner && submission.setAside !== 'misplaced') || seesWhole(caller, submission)

/**
 * Whether reports and source are shown as they are: never of one's own practice, or hidden tests would not stay hidden.
 */
export const seesWhole = (caller: Caller, submission: { courseId: string | null }): boolean =>
  submission.courseId === null ? actsAsAdmin(caller) : teaches(caller, submission.courseId)
