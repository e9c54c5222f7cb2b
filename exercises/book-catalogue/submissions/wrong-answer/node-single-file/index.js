const express = require('express')
const { randomUUID } = require('node:crypto')

const app = express()
app.use(express.json())

const books = new Map()
const loans = new Map()

function validate(body) {
  const errors = []
  if (!/^\d{13}$/.test(body.isbn) || [...body.isbn].reduce((sum, d, i) => sum + d * (i % 2 ? 3 : 1), 0) % 10) errors.push({ field: 'isbn' })
  if (typeof body.title !== 'string' || !body.title.trim()) errors.push({ field: 'title' })
  if (typeof body.author !== 'string' || !body.author.trim()) errors.push({ field: 'author' })
  if (body.year != null && !(body.year >= 1450 && body.year <= 2100)) errors.push({ field: 'year' })
  if (!Number.isInteger(body.copies) || body.copies < 1) errors.push({ field: 'copies' })
  return errors
}

const problem = (res, status, title, errors) =>
  res.status(status).set('content-type', 'application/problem+json').send(JSON.stringify({ status, title, errors }))

app.get('/books', (req, res) => {
  const { author, limit = 20, offset = 0 } = req.query
  const found = [...books.values()].filter((book) => !author || book.author === author)
  const items = found.slice(Number(offset), Number(offset) + Number(limit))
  res.json({ items, total: items.length })
})

app.post('/books', (req, res) => {
  const errors = validate(req.body)
  if (errors.length) return problem(res, 422, 'Invalid book', errors)
  if (books.has(req.body.isbn)) return problem(res, 409, 'Already there')
  const book = { year: null, ...req.body, available: req.body.copies }
  books.set(book.isbn, book)
  res.status(201).location(`/books/${book.isbn}`).json(book)
})

app.get('/books/:isbn', (req, res) => {
  const book = books.get(req.params.isbn)
  return book ? res.json(book) : problem(res, 404, 'Not found')
})

app.put('/books/:isbn', (req, res) => {
  if (!books.has(req.params.isbn)) return problem(res, 404, 'Not found')
  const body = { year: null, ...req.body, isbn: req.params.isbn }
  const errors = validate(body)
  if (errors.length) return problem(res, 422, 'Invalid book', errors)
  const book = { ...body, available: body.copies }
  books.set(book.isbn, book)
  res.json(book)
})

app.delete('/books/:isbn', (req, res) => {
  if (!books.delete(req.params.isbn)) return problem(res, 404, 'Not found')
  res.status(204).end()
})

app.post('/books/:isbn/loans', (req, res) => {
  const book = books.get(req.params.isbn)
  if (!book) return problem(res, 404, 'Not found')
  if (!/.@./.test(req.body.borrower)) return problem(res, 422, 'Invalid borrower', [{ field: 'borrower' }])
  if (book.available === 0) return problem(res, 409, 'All copies are lent')
  book.available -= 1
  const loan = { id: randomUUID(), isbn: book.isbn, borrower: req.body.borrower }
  loans.set(loan.id, loan)
  res.status(201).json(loan)
})

app.delete('/loans/:id', (req, res) => {
  const loan = loans.get(req.params.id)
  if (!loan) return problem(res, 404, 'Not found')
  books.get(loan.isbn).available += 1
  loans.delete(loan.id)
  res.status(204).end()
})

app.use((req, res) => problem(res, 404, 'Not found'))
app.use((error, req, res, next) => problem(res, error.status ?? 500, 'The request failed'))

app.listen(process.env.PORT)
