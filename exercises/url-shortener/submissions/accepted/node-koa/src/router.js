import { randomBytes } from 'node:crypto'
import Router from '@koa/router'
import { parseBody } from './parse-body.js'
import { newLink, readNumber } from './schemas.js'

export function createRouter(file) {
  const { links } = file
  const router = new Router()

  router.get('/links', (ctx) => {
    const limit = readNumber(ctx, 'limit', { fallback: 20, min: 1, max: 100 })
    const offset = readNumber(ctx, 'offset', { fallback: 0, min: 0, max: 1e9 })
    ctx.body = { items: [...links.values()].reverse().slice(offset, offset + limit), total: links.size }
  })

  router.post('/links', async (ctx) => {
    const { url, alias, expiresInSeconds } = await parseBody(ctx, newLink)
    if (links.has(alias)) ctx.throw(409, 'The alias is in use.', { expose: true })
    const now = Date.now()
    const link = {
      code: alias ?? makeCode(links),
      url,
      clicks: 0,
      createdAt: new Date(now).toISOString(),
      expiresAt: expiresInSeconds ? new Date(now + expiresInSeconds * 1000).toISOString() : null,
    }
    links.set(link.code, link)
    const answer = { ...link }
    await file.save()
    ctx.status = 201
    ctx.set('Location', `/links/${link.code}`)
    ctx.body = answer
  })

  router.get('/links/:code', (ctx) => {
    ctx.body = findLink(ctx)
  })

  router.delete('/links/:code', async (ctx) => {
    links.delete(findLink(ctx).code)
    await file.save()
    ctx.status = 204
  })

  router.get('/:code', (ctx) => {
    const link = findLink(ctx)
    if (link.expiresAt && new Date() >= new Date(link.expiresAt)) ctx.throw(410, 'The link is expired.', { expose: true })
    link.clicks += 1
    ctx.status = 302
    ctx.set('Location', link.url)
    ctx.body = ''
  })

  function findLink(ctx) {
    return links.get(ctx.params.code) ?? ctx.throw(404, 'There is no such link.')
  }

  return router
}

/** 12 hexadecimal digits as a number in base 36: up to 10 characters. */
function makeCode(links) {
  const code = Number.parseInt(randomBytes(6).toString('hex'), 16).toString(36).padStart(6, '0')
  return links.has(code) ? makeCode(links) : code
}
