import { randomUUID } from 'node:crypto'
import { notFound, Problem } from './problem.js'

/** The books of the library, and who has which copy. */
export class Catalogue {
  #books = new Map()
  #loans = new Map()

  add(book) {
    if (this.#books.has(book.isbn)) throw new Problem(409, 'This ISBN is in the catalogue already.')
    this.#books.set(book.isbn, book)
    return this.read(book.isbn)
  }

  read(isbn) {
    const book = this.#find(isbn)
    return { ...book, available: book.copies - this.#countLoans(isbn) }
  }

  list({ author, limit, offset }) {
    const wanted = author?.toLowerCase()
    const matching = [...this.#books.values()].filter((book) => wanted === undefined || book.author.toLowerCase() === wanted)
    matching.sort((a, b) => (a.title < b.title ? -1 : Number(a.title > b.title)))
    const items = matching.slice(offset, offset + limit).map(({ isbn }) => this.read(isbn))
    return { items, total: matching.length }
  }

  change(isbn, book) {
    this.#find(isbn)
    if (book.copies < this.#countLoans(isbn)) throw new Problem(409, 'More copies than that are lent.')
    this.#books.set(isbn, { ...book, isbn })
    return this.read(isbn)
  }

  remove(isbn) {
    this.#find(isbn)
    if (this.#countLoans(isbn) > 0) throw new Problem(409, 'Some copies of this book are lent.')
    this.#books.delete(isbn)
  }

  lend(isbn, borrower) {
    if (this.read(isbn).available === 0) throw new Problem(409, 'All copies of this book are lent.')
    const loan = { id: randomUUID(), isbn, borrower }
    this.#loans.set(loan.id, loan)
    return loan
  }

  takeBack(id) {
    if (!this.#loans.delete(id)) throw notFound('loan')
  }

  #find(isbn) {
    const book = this.#books.get(isbn)
    if (!book) throw notFound('book')
    return book
  }

  #countLoans(isbn) {
    return [...this.#loans.values()].filter((loan) => loan.isbn === isbn).length
  }
}
