import { createServer } from 'node:http'
import { createTodo } from './todo.js'

createServer((request, response) => {
  response.writeHead(201, { 'content-type': 'application/json' })
  response.end(JSON.stringify(createTodo(1, 'Buy milk')))
}).listen(process.env.PORT)
