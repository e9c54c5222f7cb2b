import { readText, readWhole } from './fields.js'
import { compareBooks, isBy } from './order.js'
import { conflict, missing } from './problem.js'

const books = new Map()
let lastId = 0

const copiesRange = { min: 1, max: 1000 }
const fineRange = { min: 0, max: 10_000 }

export function addBook(body) {
  const book = {
    title: readText(body, 'title'),
    author: readText(body, 'author'),
    copies: readWhole(body, 'copies', copiesRange, 1),
    dailyFine: readWhole(body, 'dailyFine', fineRange, 25),
  }
  lastId += 1
  books.set(lastId, { id: lastId, ...book, lent: 0 })
  return show(books.get(lastId))
}

export function findBook(id) {
  const book = books.get(id)
  if (!book) throw missing(`There is no book ${id}`)
  return book
}

export const showBook = (id) => show(findBook(id))

export function listBooks(query) {
  const author = query.get('author')
  return [...books.values()].filter((book) => author === null || isBy(book, author)).sort(compareBooks).map(show)
}

export function changeBook(id, body) {
  const book = findBook(id)
  const copies = readWhole(body, 'copies', copiesRange, book.copies)
  if (copies < book.lent) throw conflict('copies-lent', `${book.lent} copies are lent`)
  const title = readText(body, 'title', book.title)
  const author = readText(body, 'author', book.author)
  const dailyFine = readWhole(body, 'dailyFine', fineRange, 25)
  Object.assign(book, { title, author, copies, dailyFine })
  return show(book)
}

export function removeBook(id) {
  const book = findBook(id)
  if (book.lent > 0) throw conflict('copies-lent', `${book.lent} copies are lent`)
  books.delete(id)
}

const show = ({ id, title, author, copies, dailyFine, lent }) => ({ id, title, author, copies, dailyFine, available: copies - lent })
