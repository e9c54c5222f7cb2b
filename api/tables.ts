/** The tables that hold the truth; the queue only ever holds copies of what is here. */
export * from './courses/tables.js'
export * from './exercises/tables.js'
export * from './grades/tables.js'
export * from './lms/tables.js'
export * from './people/tables.js'
export * from './submissions/tables.js'
export { auditLog } from './database/audit.js'
export { images } from './operations/images.js'
