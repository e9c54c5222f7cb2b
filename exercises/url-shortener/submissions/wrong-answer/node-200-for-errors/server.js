import express from 'express'
import { links, openLinks } from './links.js'
import { makeLink } from './make-link.js'

const app = express().disable('etag')
app.use(express.json({ type: () => true }))

app.post('/links', (req, res) => {
  const { url, alias } = req.body
  if (!url) return res.json({ error: 'url is required' })
  if (links.has(alias)) return res.json({ error: 'alias is in use' })
  const link = makeLink(req.body)
  links.set(link.code, link)
  res.status(201).location(`/links/${link.code}`).json(link)
})

app.get('/links', (req, res) => {
  const { limit = 20, offset = 0 } = req.query
  res.json({ items: [...links.values()].reverse().slice(Number(offset), Number(offset) + Number(limit)), total: links.size })
})

app.get('/links/:code', (req, res) => {
  res.json(links.get(req.params.code) ?? { error: 'not found' })
})

app.delete('/links/:code', (req, res) => {
  if (links.delete(req.params.code)) return res.status(204).end()
  res.json({ error: 'not found' })
})

app.get('/:code', (req, res) => {
  const link = links.get(req.params.code)
  if (!link) return res.json({ error: 'not found' })
  if (link.expiresAt && new Date(link.expiresAt) <= new Date()) return res.json({ error: 'expired' })
  link.clicks += 1
  res.status(302).set('Location', link.url).end()
})

app.use((req, res) => res.json({ error: 'not found' }))
app.use((error, req, res, next) => res.json({ error: error.message }))

openLinks()
app.listen(process.env.PORT)
