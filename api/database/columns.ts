import { timestamp } from 'drizzle-orm/pg-core'

export const moment = () => timestamp({ withTimezone: true, precision: 3 })
export const created = () => moment().notNull().defaultNow()
