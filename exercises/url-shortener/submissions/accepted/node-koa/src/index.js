import { createApp } from './app.js'
import { LinkFile } from './link-file.js'

const links = new LinkFile(`${process.env.DATA_DIR ?? '/data'}/links.json`)
await links.load()
const server = createApp(links).listen(process.env.PORT ?? 3000)

process.once('SIGTERM', async () => {
  server.close()
  server.closeIdleConnections()
  await links.save()
})
