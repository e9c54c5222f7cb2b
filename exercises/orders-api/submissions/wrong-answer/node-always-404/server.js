import { createServer } from 'node:http'

createServer((request, response) => {
  response.writeHead(404, { 'content-type': 'application/problem+json' })
  response.end(JSON.stringify({ status: 404, title: 'Not found.' }))
}).listen(process.env.PORT)
