import express from 'express'

const app = express()

// Begin here: app.post('/books', …)

app.use((request, response) => sendProblem(response, 501, `${request.method} ${request.path} is yours to build.`))

function sendProblem(response, status, title) {
  response.status(status).type('application/problem+json').send(JSON.stringify({ status, title }))
}

const server = app.listen(process.env.PORT ?? 3000)

process.once('SIGTERM', () => {
  server.close()
  server.closeIdleConnections()
})
