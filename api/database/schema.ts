/** The tables that hold the truth; the queue only ever holds copies of what is here. */
export * from './schema/connections.js'
export * from './schema/courses.js'
export * from './schema/exercises.js'
export * from './schema/grades.js'
export * from './schema/images.js'
export * from './schema/lms.js'
export * from './schema/people.js'
export * from './schema/submissions.js'
