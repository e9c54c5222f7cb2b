import { createServer } from 'node:http'

const links = new Map()

createServer((request, response) => {
  let text = ''
  request.on('data', (chunk) => (text += chunk))
  request.on('end', () => {
    // Throws inside an event, where nobody catches: Node ends the process.
    const { url } = request.method === 'POST' ? JSON.parse(text) : {}
    if (url) links.set(String(links.size), url)
    response.writeHead(url ? 201 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ code: String(links.size), url }))
  })
}).listen(process.env.PORT)
