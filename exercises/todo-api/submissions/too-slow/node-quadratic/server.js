const { createApp } = require('./lib/app')
const { openDatabase } = require('./lib/db')

async function main() {
  const db = await openDatabase(process.env.DATABASE_URL)
  const server = createApp(db).listen(process.env.PORT || 3000)

  process.once('SIGTERM', () => {
    server.close(() => db.end())
    server.closeIdleConnections()
  })
}

main()
