const express = require('express')
const { isDatabaseAway } = require('./db')
const { HttpError } = require('./http-error')
const { createTodosRouter } = require('./todos-router')

function createApp(db) {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(requireJson)
  app.use(express.json({ limit: '500kb', strict: false }))
  app.get('/health', async (req, res) => {
    await db.query('SELECT 1')
    res.json({ status: 'ok' })
  })
  app.use('/todos', createTodosRouter(db))
  app.use(() => {
    throw new HttpError(404, 'There is nothing here.')
  })
  app.use(sendError)
  return app
}

function requireJson(req, res, next) {
  const hasBody = Number(req.headers['content-length']) > 0 || 'transfer-encoding' in req.headers
  next(hasBody && !req.is('application/json') ? new HttpError(415, 'Send application/json.') : undefined)
}

// Express knows an error handler by its four parameters.
function sendError(error, req, res, next) {
  const { status, title, errors, headers = {} } = describe(error)
  if (status === 500) console.error(error)
  res.status(status).set(headers).type('application/problem+json')
  res.send(JSON.stringify({ status, title, errors }))
}

function describe(error) {
  if (error instanceof HttpError) return error
  if (error.type === 'entity.parse.failed') return { status: 400, title: 'The body is not valid JSON.' }
  if (error.status >= 400 && error.status < 500) return { status: error.status, title: error.message }
  if (isDatabaseAway(error)) return { status: 503, title: 'The database is away.', headers: { 'Retry-After': '2' } }
  return { status: 500, title: 'Internal error.' }
}

module.exports = { createApp }
