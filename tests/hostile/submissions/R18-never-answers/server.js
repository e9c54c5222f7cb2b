const http = require('node:http')

http.createServer((request, response) => {
  if (request.method === 'GET' && request.url === '/') response.end('here I am')
}).listen(process.env.PORT)
