import Fastify from 'fastify'

// The database is at process.env.DATABASE_URL; the package mysql2 is there for you, as are express and koa.
const app = Fastify({ logger: true })

app.setErrorHandler((error, request, reply) => sendProblem(reply, 500, error.message))
app.setNotFoundHandler((request, reply) => sendProblem(reply, 501, `${request.method} ${request.url} is yours to build.`))

function sendProblem(reply, status, title) {
  return reply.code(status).type('application/problem+json').send(JSON.stringify({ status, title }))
}

// Begin here: app.post('/products', async (request, reply) => { ... })

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '0.0.0.0' })

process.once('SIGTERM', () => app.close())
