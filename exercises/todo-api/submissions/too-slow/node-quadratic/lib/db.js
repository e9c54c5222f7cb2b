const { Pool } = require('pg')

const schema = `
  CREATE TABLE IF NOT EXISTS todos (
    "id" serial PRIMARY KEY,
    "title" text NOT NULL,
    "notes" text NOT NULL DEFAULT '',
    "done" boolean NOT NULL DEFAULT false,
    "dueOn" text,
    "minutesSpent" integer NOT NULL DEFAULT 0,
    "version" integer NOT NULL DEFAULT 1,
    "createdAt" timestamptz NOT NULL DEFAULT now(),
    "updatedAt" timestamptz NOT NULL DEFAULT now()
  )`

async function openDatabase(connectionString) {
  const pool = new Pool({ connectionString, max: 15, connectionTimeoutMillis: 1500, query_timeout: 1500 })
  pool.on('error', (error) => console.error('idle connection lost:', error.message))
  await pool.query(schema)
  return pool
}

/** True for errors that say "the database is not there", and not "the statement is wrong". */
function isDatabaseAway(error) {
  if (error.code && /^(22|23|42)/.test(error.code)) return false
  return /^(08|53|57)|^E[A-Z]+$/.test(error.code ?? '') || /timeout|terminated|not queryable/i.test(error.message)
}

module.exports = { openDatabase, isDatabaseAway }
