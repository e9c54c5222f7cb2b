import { join } from 'node:path'
import { buildApp } from './build-app.js'
import { LinkStore } from './link-store.js'

const port = Number(process.env['PORT'] ?? 3000)
const app = buildApp(new LinkStore(join(process.env['DATA_DIR'] ?? '/data', 'links.jsonl')))

await app.listen({ port, host: '0.0.0.0' })
console.log(`listening on ${port}`)

process.once('SIGTERM', () => void app.close())
