import { createServer } from 'node:http'

const snapshotBytes = 64 * 1024 * 1024
const mostSnapshots = 40 // So that it does no harm where memory is not limited.
const history = []

// Keeps "a snapshot of everything" for each request, and never lets go of one.
createServer((request, response) => {
  if (request.method === 'POST' && history.length < mostSnapshots) history.push(Buffer.alloc(snapshotBytes, 1))
  response.writeHead(404, { 'content-type': 'application/problem+json' })
  response.end(JSON.stringify({ status: 404, title: 'Only snapshots here.', snapshots: history.length }))
}).listen(process.env.PORT)
