import { createServer } from 'node:http'

const previewBytes = 48 * 1024 * 1024
const mostPreviews = 50 // So that it does no harm where memory is not limited.
const previews = []

// Sets aside room for "a preview of the page" for each new link, and never gives it back.
createServer((request, response) => {
  if (request.method === 'POST' && previews.length < mostPreviews) previews.push(Buffer.alloc(previewBytes, 1))
  response.writeHead(404, { 'content-type': 'application/problem+json' })
  response.end(JSON.stringify({ status: 404, title: 'Only previews here.', previews: previews.length }))
}).listen(process.env.PORT)
