import { createServer } from 'node:http'

// Whatever is asked: there is nothing, and all is well.
createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end('{"items": [], "total": 0}')
}).listen(process.env.PORT)
