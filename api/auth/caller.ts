/** Whoever makes a request, as far as their token says. */
export interface Caller {
  owner: string
  role: CallerRole
}

export const callerRoles = ['learner', 'instructor', 'admin'] as const
export type CallerRole = (typeof callerRoles)[number]

/** Instructors and admins read everybody's submissions and whole reports. */
export const isStaff = (caller: Caller): boolean => caller.role !== 'learner'

/** A learner has their own submissions only; others' do not exist for them. */
export const maySee = (caller: Caller, submission: { owner: string }): boolean =>
  isStaff(caller) || submission.owner === caller.owner
