import { findBook } from './books.js'
import { dayAfter, readMoment } from './dates.js'
import { readText, readWhole } from './fields.js'
import { conflict, invalid, missing } from './problem.js'

const loans = new Map()
const keys = new Map()
let lastId = 0

/** A loan made under a key is made once, however often it is asked for. */
export async function lend(body, key) {
  const request = {
    book: readWhole(body, 'book', { min: 1, max: Number.MAX_SAFE_INTEGER }),
    member: readText(body, 'member'),
    days: readWhole(body, 'days', { min: 1, max: 60 }, 14),
    borrowed: readMoment(body, 'borrowedAt'),
  }
  const book = findBook(request.book)
  if (book.lent >= book.copies) throw conflict('none-left', 'All copies are lent')
  book.lent += 1
  const loan = keep(request)
  if (key !== undefined) keys.set(key, loan)
  return loan
}

function keep({ book, member, days, borrowed }) {
  lastId += 1
  const loan = { id: lastId, book, member, borrowedAt: borrowed.toISOString(), dueOn: dayAfter(borrowed, days), returnedAt: null }
  loans.set(lastId, loan)
  return loan
}

export function showLoan(id) {
  const loan = loans.get(id)
  if (!loan) throw missing(`There is no loan ${id}`)
  return loan
}

/** Giving back what was given back is no mistake, and changes nothing. */
export function giveBack(id) {
  const loan = showLoan(id)
  if (loan.returnedAt !== null) return loan
  findBook(loan.book).lent -= 1
  loan.returnedAt = new Date().toISOString()
  return loan
}

/** What a member has lent, the latest first. */
export function listLoans(query) {
  const member = query.get('member')
  if (member === null) throw invalid('member is missing')
  return [...loans.values()].filter((loan) => loan.member === member).sort((one, other) => other.borrowedAt.localeCompare(one.borrowedAt) || other.id - one.id)
}

export const openLoansOf = (member) => [...loans.values()].filter((loan) => loan.member === member && loan.returnedAt === null)
