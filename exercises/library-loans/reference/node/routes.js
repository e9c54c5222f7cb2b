import { addBook, changeBook, listBooks, removeBook, showBook } from './books.js'
import { drawCard } from './card.js'
import { fineOf } from './fines.js'
import { giveBack, lend, listLoans, showLoan } from './loans.js'
import { cutPage } from './paging.js'

/** Each route: method, path, and what answers it. An answer has a status and a body; `html` is a page. */
export const routes = [
  ['GET', /^\/books$/, ({ query }) => ({ status: 200, body: cutPage(listBooks(query), query) })],
  ['POST', /^\/books$/, ({ body }) => created('/books', addBook(body))],
  ['GET', /^\/books\/([1-9][0-9]{0,8})$/, ({ id }) => ({ status: 200, body: showBook(id) })],
  ['PATCH', /^\/books\/([1-9][0-9]{0,8})$/, ({ id, body }) => ({ status: 200, body: changeBook(id, body) })],
  ['DELETE', /^\/books\/([1-9][0-9]{0,8})$/, ({ id }) => (removeBook(id), { status: 204 })],
  ['GET', /^\/books\/([1-9][0-9]{0,8})\/card$/, ({ id }) => ({ status: 200, html: drawCard(showBook(id)) })],
  ['GET', /^\/loans$/, ({ query }) => ({ status: 200, body: { items: listLoans(query) } })],
  ['POST', /^\/loans$/, async ({ body, key }) => created('/loans', await lend(body, key))],
  ['GET', /^\/loans\/([1-9][0-9]{0,8})$/, ({ id }) => ({ status: 200, body: showLoan(id) })],
  ['POST', /^\/loans\/([1-9][0-9]{0,8})\/return$/, ({ id }) => ({ status: 200, body: giveBack(id) })],
  ['GET', /^\/members\/([^/]+)\/fine$/, ({ name, query }) => ({ status: 200, body: fineOf(name, query) })],
]

const created = (folder, body) => ({ status: 201, location: `${folder}/${body.id}`, body })
