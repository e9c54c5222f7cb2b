import { findBook } from './books.js'
import { daysBetween, readDay } from './dates.js'
import { openLoansOf } from './loans.js'

/** What a member owes on a day, in cents: for each book not given back, its fine for every day after the one it was due. */
export function fineOf(member, query) {
  const on = readDay(query, 'on')
  const cents = openLoansOf(member).reduce((sum, loan) => sum + Math.max(0, daysBetween(loan.dueOn, on) + 1) * findBook(loan.book).dailyFine, 0)
  return { member, on, cents }
}
