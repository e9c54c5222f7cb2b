import { buildApp } from './app.js'
import { createTables } from './create-tables.js'
import { createDatabase } from './database.js'
import { createOrderStore } from './order-store.js'
import { createProductStore } from './product-store.js'

const port = Number(process.env.PORT ?? 3000)
const database = createDatabase(process.env.DATABASE_URL)
const app = buildApp({ database, products: createProductStore(database), orders: createOrderStore(database) })

await createTables(database)
await app.listen({ port, host: '0.0.0.0' })
console.log(`listening on ${port}`)

process.once('SIGTERM', async () => {
  await app.close()
  await database.close()
})
