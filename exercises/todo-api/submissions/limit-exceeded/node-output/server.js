import { createServer } from 'node:http'

const trace = 'everything there is to know about this request, once more. '.repeat(20_000)

// Logs more than a megabyte for every request.
createServer((request, response) => {
  console.log(request.method, request.url, trace)
  response.writeHead(404, { 'content-type': 'application/problem+json' })
  response.end('{"status": 404, "title": "There is nothing here but a log."}')
}).listen(process.env.PORT)
