import { createServer } from 'node:http'

const greet = (name) => `Hello, ${name}`

createServer((request, response) => response.end(greet(request.url))).listen(8080)
