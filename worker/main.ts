import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import pino from 'pino'
import { readExercisePackage } from '../contracts/exercise/exercise-package.js'
import { maskConfig, readConfig } from '../contracts/read-config.js'
import { openBlobStore } from '../storage/folder-store.js'
import { PackageCache } from '../storage/package-cache.js'
import { describeGuarantees } from './checks/speed/cores.js'
import { WorkerConfigSchema } from './config.js'
import { gradeRuns, startConsumer, type WorkerLog } from './consumer.js'
import { refuseRisks } from './sandbox/engine-risks.js'
import { connectEngine, describeEngine } from './sandbox/engine.js'
import { createSandbox } from './sandbox/sandbox.js'

/** The worker process: takes runs off the queue and grades them in containers. More workers, more runs at a time. */

const REAP_EVERY_MS = 60_000
/** Handing a run back means removing its pod first. */
const CLEAR_UP_MS = 20_000

async function main(): Promise<void> {
  const config = readConfig(WorkerConfigSchema, process.env)
  const name =
    config.ASSAY_WORKER_NAME ||
    `${hostname()
      .replace(/[^\w.-]/g, '-')
      .slice(0, 40)}-${process.pid}`
  const log = pino({ level: config.ASSAY_LOG_LEVEL, base: { worker: name } })
  log.info({ config: maskConfig(WorkerConfigSchema, config) }, 'starting')
  const blobs = await openBlobStore(pathToFileURL(resolve(config.ASSAY_DATA_DIR, 'blobs')).href)
  const engine = connectEngine(config.DOCKER_HOST || undefined)
  const reach = { listenHost: config.HOST, publicUrl: config.ASSAY_PUBLIC_URL, redisUrl: config.REDIS_URL }
  refuseRisks(await describeEngine(engine), reach, config.ASSAY_ACCEPT_RISKS)
  const sandbox = createSandbox(engine)
  const reap = () => sandbox.reap().catch((err: Error) => log.error({ err }, 'could not remove leftover pods'))
  await reap()
  const reaping = setInterval(() => void reap(), REAP_EVERY_MS)
  log.info({ speed: describeGuarantees((await sandbox.describeHost()).cpus) }, 'how this host can measure speed')
  await waitForImages(() => sandbox.missingImages(), log)
  const consumer = startConsumer(
    gradeRuns({ blobs, packages: new PackageCache(blobs, readExercisePackage), sandbox, worker: name }),
    {
      redisUrl: config.REDIS_URL,
      prefix: config.ASSAY_QUEUE_PREFIX,
      name,
      log,
      concurrency: config.ASSAY_CONCURRENCY,
      lockMs: config.ASSAY_LOCK_SECONDS * 1000,
      graceMs: config.ASSAY_GRACE_SECONDS * 1000,
    },
  )
  sandbox
    .readImages()
    .then((contents) => consumer.tellImages(contents))
    .catch((err: Error) => log.error({ err }, 'could not report the contents of the images'))

  const stop = async (signal: string) => {
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), config.ASSAY_GRACE_SECONDS * 1000 + CLEAR_UP_MS).unref()
    clearInterval(reaping)
    await consumer.stop()
    log.info('stopped')
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal))
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})

/** How often the engine is asked again while images are missing. */
const askAgainMs = 10_000

/**
 * Returns once the engine has every image. A worker without them would fail each run it takes, and use up its
 * attempts; so it takes none, and says what it waits for.
 */
async function waitForImages(findMissing: () => Promise<readonly string[]>, log: WorkerLog): Promise<void> {
  for (let told = ''; ; await pause(askAgainMs)) {
    const missing = await findMissing().catch((err: Error) => {
      log.error({ err }, 'the container engine does not respond, waiting for it')
      return undefined
    })
    if (missing?.length === 0) return
    const names = missing?.join(', ') ?? ''
    if (names !== told) log.warn({ missing }, 'images are missing, waiting for them: run `npx assay images build`')
    told = names
  }
}
