import { buildApp } from './app.js'
import { Catalogue } from './catalogue.js'

const server = buildApp(new Catalogue()).listen(process.env.PORT ?? 3000)

process.once('SIGTERM', () => {
  server.close()
  server.closeIdleConnections()
})
