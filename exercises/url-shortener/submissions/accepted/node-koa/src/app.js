import Koa from 'koa'
import { createRouter } from './router.js'

export function createApp(links) {
  const app = new Koa()
  const router = createRouter(links)
  app.use(answerErrors)
  app.use(router.routes())
  app.use(router.allowedMethods({ throw: false }))
  return app
}

const titles = { 404: 'There is nothing here.', 405: 'This path has no such method.', 501: 'This method is not known.' }

/** What was thrown, and what nobody answered, as a problem. */
async function answerErrors(ctx, next) {
  try {
    await next()
    if (ctx.status < 400) return
    sendProblem(ctx, ctx.status, titles[ctx.status])
  } catch (error) {
    if (!error.expose) console.error(error)
    sendProblem(ctx, error.expose ? error.status : 500, error.expose ? error.message : 'Internal error.', error.errors)
  }
}

function sendProblem(ctx, status, title, errors) {
  ctx.status = status
  ctx.type = 'application/problem+json'
  ctx.body = JSON.stringify({ status, title, errors })
}
