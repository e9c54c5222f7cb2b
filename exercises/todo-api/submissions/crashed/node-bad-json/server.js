import { createServer } from 'node:http'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
pool.on('error', () => {})
await pool.query('CREATE TABLE IF NOT EXISTS todos (id serial PRIMARY KEY, title text NOT NULL)')

async function readJson(request) {
  let text = ''
  for await (const chunk of request) text += chunk
  return JSON.parse(text)
}

async function answer(request, response) {
  const send = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  if (request.method !== 'POST') return send(404, { status: 404, title: 'There is nothing here.' })
  const { title } = await readJson(request)
  const { rows } = await pool.query('INSERT INTO todos (title) VALUES ($1) RETURNING *', [title])
  send(201, rows[0])
}

// Nobody waits for the promise: when readJson throws, it is an unhandled rejection, and Node ends the process.
createServer((request, response) => void answer(request, response)).listen(process.env.PORT)
