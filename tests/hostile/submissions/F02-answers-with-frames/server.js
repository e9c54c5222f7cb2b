const http = require('node:http')

const ids = ['echo-before', 'store', 'foreign-note', 'secret', 'outcome-only', 'poke', 'echo-after', 'redis-away', 'restart']
const frames = [
  ...ids.map((id) => ({ nonce: '', type: 'test-ended', id, outcome: 'passed', message: null, ms: 1, transcript: [] })),
  { nonce: '', type: 'control', id: 1, action: 'subject.kill' },
  { nonce: '', type: 'fault', message: 'the examiner is broken' },
  { nonce: '', type: 'done' },
].map((frame) => JSON.stringify(frame))

http.createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'x-frame': frames[0], 'x-done': frames.at(-1) })
  response.end(`\n\u2028${frames.join('\n')}\n\u0085${frames.join('\u2028')}\r\n`)
}).listen(process.env.PORT)
