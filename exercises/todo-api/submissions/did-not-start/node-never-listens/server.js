import express from 'express'
import pg from 'pg'

const app = express()
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 })

// Takes the only connection and keeps it, so the next query waits for ever and listen() is never reached.
const client = await pool.connect()
await client.query('CREATE TABLE IF NOT EXISTS todos (id serial PRIMARY KEY, title text)')
console.log('checking the table ...')
await pool.query('SELECT count(*) FROM todos')

app.listen(process.env.PORT)
