import express from 'express'

const links = new Map()
const app = express().disable('etag')
app.use(express.json())

/** Looks into the URL "in the background", and does not look after its promise. */
async function remember(link) {
  const { host } = new URL(link.url)
  links.set(link.code, { ...link, host })
}

app.post('/links', (req, res) => {
  const code = req.body.alias ?? Math.random().toString(36).slice(2, 10).padEnd(6, '0')
  const link = { code, url: req.body.url, clicks: 0, createdAt: new Date().toISOString(), expiresAt: null }
  remember(link)
  res.status(201).location(`/links/${code}`).json(link)
})

app.get('/:code', (req, res) => {
  const link = links.get(req.params.code)
  if (!link) return res.status(404).type('application/problem+json').send('{"status": 404, "title": "There is no such link."}')
  res.status(302).set('Location', link.url).end()
})

app.listen(process.env.PORT)
