import { createServer } from 'node:http'
import { invalid, missing, Problem } from './problem.js'
import { routes } from './routes.js'

const server = createServer(async (request, response) => {
  try {
    send(response, await answer(request))
  } catch (error) {
    if (!(error instanceof Problem)) console.error(error)
    const { status, code, message } = error instanceof Problem ? error : new Problem(500, 'fault', 'Something failed here')
    send(response, { status, body: { code, detail: message } })
  }
})

async function answer(request) {
  const { pathname, searchParams } = new URL(request.url, 'http://library')
  const fitting = routes.filter(([, path]) => path.test(pathname))
  if (fitting.length === 0) throw missing('There is nothing here')
  const route = fitting.find(([method]) => method === request.method)
  if (!route) throw new Problem(405, 'method-not-allowed', `Use ${fitting.map(([method]) => method).join(' or ')}`)
  const [, part] = route[1].exec(pathname)
  const body = request.method === 'POST' || request.method === 'PATCH' ? await readBody(request) : undefined
  return await route[2]({ id: Number(part), name: readName(part ?? ''), query: searchParams, body, key: request.headers['idempotency-key'] })
}

function readName(part) {
  try {
    return decodeURIComponent(part)
  } catch {
    throw invalid('The path is not well-formed')
  }
}

async function readBody(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  if (text === '') return {}
  try {
    const body = JSON.parse(text)
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  } catch {
    // Said below, as for a body of another kind.
  }
  throw invalid('The body must be a JSON object')
}

function send(response, { status, body, html, location }) {
  const headers = location === undefined ? {} : { location }
  if (html !== undefined) response.writeHead(status, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(html)
  else if (body === undefined) response.writeHead(status, headers).end()
  else response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body))
}

server.listen(Number(process.env.PORT ?? 8080))
process.on('SIGTERM', () => server.close(() => process.exit(0)).closeAllConnections())
