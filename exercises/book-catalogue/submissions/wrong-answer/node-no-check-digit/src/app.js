import express from 'express'
import { notFound, Problem, sendProblem } from './problem.js'
import { readBook, readChange, readLoan, readPage } from './validate.js'

export function buildApp(catalogue) {
  const app = express()
  app.use(express.json({ strict: false }))
  app.route('/books')
    .get((request, response) => response.json(catalogue.list(readPage(request.query))))
    .post((request, response) => {
      const book = catalogue.add(readBook(request.body))
      response.status(201).location(`/books/${book.isbn}`).json(book)
    })
  app.route('/books/:isbn')
    .get(({ params }, response) => response.json(catalogue.read(params.isbn)))
    .put(({ params, body }, response) => {
      catalogue.read(params.isbn)
      response.json(catalogue.change(params.isbn, readChange(body, params.isbn)))
    })
    .delete(({ params }, response) => {
      catalogue.remove(params.isbn)
      response.status(204).end()
    })
  app.post('/books/:isbn/loans', ({ params, body }, response) => {
    catalogue.read(params.isbn)
    response.status(201).json(catalogue.lend(params.isbn, readLoan(body).borrower))
  })
  app.delete('/loans/:id', ({ params }, response) => {
    catalogue.takeBack(params.id)
    response.status(204).end()
  })
  app.use(() => {
    throw notFound('path')
  })
  app.use((error, request, response, next) => {
    if (response.headersSent) return next(error)
    sendProblem(response, error instanceof Problem ? error : asProblem(error))
  })
  return app
}

function asProblem(error) {
  if (error.type === 'entity.parse.failed') return new Problem(400, 'The body is not JSON.')
  if (error.status >= 400 && error.status < 500) return new Problem(error.status, 'The request is not valid.')
  console.error(error)
  return new Problem(500, 'Something went wrong here.')
}
