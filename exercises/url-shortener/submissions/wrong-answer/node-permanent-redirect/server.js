import express from 'express'
import { links, openLinks } from './links.js'
import { findFaults } from './find-faults.js'

const app = express().disable('etag').set('case sensitive routing', true)

app.use((req, res, next) => {
  if (Number(req.headers['content-length']) > 0 && !req.is('application/json')) return problem(res, 415, 'Send JSON.')
  next()
})
app.use(express.json({ strict: false }))

function problem(res, status, title, errors) {
  res.status(status).type('application/problem+json').send(JSON.stringify({ status, title, errors }))
}

function readNumber(text, fallback, min, max) {
  if (text === undefined) return fallback
  const number = /^\d+$/.test(text) ? Number(text) : -1
  return number >= min && number <= max ? number : undefined
}

app.post('/links', async (req, res) => {
  const errors = findFaults(req.body)
  if (errors.length > 0) return problem(res, 422, 'The link is not valid.', errors)
  const link = await links.add(req.body)
  if (!link) return problem(res, 409, 'The alias is in use.')
  res.status(201).location(`/links/${link.code}`).json(link)
})

app.get('/links', async (req, res) => {
  const limit = readNumber(req.query.limit, 20, 1, 100)
  const offset = readNumber(req.query.offset, 0, 0, 1e9)
  if (limit === undefined || offset === undefined) return problem(res, 400, 'limit or offset is not valid.')
  const all = await links.all()
  res.json({ items: all.reverse().slice(offset, offset + limit), total: all.length })
})

app.get('/links/:code', async (req, res) => {
  const link = await links.find(req.params.code)
  if (!link) return problem(res, 404, 'There is no such link.')
  res.json(link)
})

app.delete('/links/:code', async (req, res) => {
  if (!(await links.remove(req.params.code))) return problem(res, 404, 'There is no such link.')
  res.status(204).end()
})

app.get('/:code', async (req, res) => {
  const link = await links.find(req.params.code)
  if (!link) return problem(res, 404, 'There is no such link.')
  if (link.expiresAt && Date.now() >= Date.parse(link.expiresAt)) return problem(res, 410, 'The link is expired.')
  await links.click(link.code)
  res.redirect(301, link.url)
})

app.all('/links', (req, res) => problem(res.set('Allow', 'GET, POST'), 405, 'No such method here.'))
app.all('/links/:code', (req, res) => problem(res.set('Allow', 'GET, DELETE'), 405, 'No such method here.'))
app.use((req, res) => problem(res, 404, 'There is no such path.'))
app.use((error, req, res, next) => problem(res, error.status ?? 500, error.message))

await openLinks()
app.listen(process.env.PORT)
