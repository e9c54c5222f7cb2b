import pino from 'pino'
import { maskConfig, readConfig } from '../contracts/read-config.js'
import { buildApp } from './app.js'
import { ApiConfigSchema } from './config.js'
import { startPlatform } from './platform.js'

/** The API process: settings in, port open, and a stop that loses nothing. */

/** A request under way gets this long to end after SIGTERM. */
const STOP_MS = 10_000

async function main(): Promise<void> {
  const config = readConfig(ApiConfigSchema, process.env)
  const log = pino({ level: config.ASSAY_LOG_LEVEL, redact: ['req.headers.authorization'] })
  log.info({ config: maskConfig(ApiConfigSchema, config) }, 'starting')
  const platform = await startPlatform(config, log)
  const app = await buildApp(platform.context)
  await app.listen({ host: config.HOST, port: config.PORT })

  const stop = async (signal: string) => {
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), STOP_MS).unref()
    platform.endStreams()
    await app.close()
    await platform.close()
    log.info('stopped')
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal))
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
