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
