import { createServer } from 'node:http'

createServer((request, response) => response.writeHead(404).end()).listen(process.env.PORT)
