const http = require('node:http')
const { plantLinks } = require('./plant.js')

http.createServer(async (request, response) => {
  if (request.url === '/attack') for (const folder of ['/data', '/tmp', '/dev/shm']) plantLinks(folder)
  const chunks = await request.toArray()
  response.writeHead(request.url === '/probe' ? 404 : 200).end(Buffer.concat(chunks))
}).listen(process.env.PORT)
