import { invalid } from './problem.js'

const dayMs = 24 * 60 * 60 * 1000

/** A moment as RFC 3339 writes it, with its offset; now where there is none. */
export function readMoment(body, name) {
  const value = body[name]
  if (value === undefined) return new Date()
  const moment = new Date(value)
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/.test(value) || Number.isNaN(moment.getTime())) {
    throw invalid(`${name} must be a date and time with its offset`)
  }
  return moment
}

/** The calendar day in UTC so many days after a moment: `2026-03-15`. */
export const dayAfter = (moment, days) => new Date(moment.getTime() + days * dayMs).toISOString().slice(0, 10)

export function readDay(query, name) {
  const text = query.get(name) ?? new Date().toISOString().slice(0, 10)
  const moment = new Date(`${text}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(moment.getTime()) || moment.toISOString().slice(0, 10) !== text) throw invalid(`${name} must be a day, as in 2026-03-15`)
  return text
}

export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / dayMs)
