#!/usr/bin/env node
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkEngineRisks, findLeftOutImages } from './bootstrap/build-images.mjs'
import { checkPort, checkSystem } from './bootstrap/check-host.mjs'
import { watchSources } from './bootstrap/compile.mjs'
import { keepRunning, startPlatformServices } from './bootstrap/platform-services.mjs'
import { prepare } from './bootstrap/prepare.mjs'
import { SetupProblem, startProgress } from './bootstrap/run-program.mjs'
import { makeSignInLink, publishExercises, seedCourse } from './bootstrap/seed-course.mjs'
import { readSettingsFile, writeSettingsFile } from './bootstrap/settings-file.mjs'
import { describeSummary } from './bootstrap/summary.mjs'
import { SupervisedProcess, waitForApi } from './bootstrap/supervisor.mjs'

/** @import { Death } from './bootstrap/supervisor.mjs' */

/**
 * `npm start`: sets up what is missing, then runs the API and a worker until it is stopped. With `--watch` (`npm run
 * dev`) it compiles at every change, and restarts both.
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const environment = process.env
const host = environment.HOST || '127.0.0.1'
const port = Number(environment.PORT || 8080)
const dataFolder = resolve(environment.ASSAY_DATA_DIR || join(root, '.assay'))
const logFolder = join(dataFolder, 'logs')
/** A worker puts its pods away first. */
const graceMs = 45_000
/** An API that never came up and dies this often in a row has a reason that waiting does not cure. */
const deathsToGiveUp = 3

const progress = startProgress()
/** @type {SupervisedProcess[]} */
const processes = []
/** @type {ReturnType<typeof watchSources> | undefined} */
let watcher
let hasGivenUp = false

async function start() {
  checkSystem()
  await checkPort(host, port)
  const docker = await prepare({ root, dataFolder, environment, progress })
  await checkEngineRisks({ root, docker, host, environment })
  const made = await readSettingsFile(dataFolder)
  await writeSettingsFile(dataFolder, made)
  const services = await startPlatformServices({ root, docker, dataFolder, settings: made, environment, progress })
  const { databaseUrl, redisUrl, settings, containers } = services
  keepRunning(docker, containers, {
    onFailure: (error) => progress.tell(`Redis or PostgreSQL could not be restarted: ${error.message}`),
  })
  const adminToken = environment.ASSAY_ADMIN_TOKEN || settings.adminToken
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  await writeSettingsFile(dataFolder, { ...settings, adminToken, url, redisUrl })
  startProcesses({ databaseUrl, redisUrl, adminToken, leftOut: await findLeftOutImages(root, docker) })
  await waitForApi(url, { hasGivenUp: () => hasGivenUp, logFile: join(logFolder, 'api.log') })
  const slugs = await publishExercises({ root, url, adminToken, environment, progress })
  await seedCourse({ url, adminToken, slugs, progress })
  const signInLink = await makeSignInLink({ url, adminToken, progress })
  if (process.argv.includes('--watch')) watch()
  progress.tell('Ready')
  console.log(describeSummary({ root, url, adminToken, signInLink, slugs, logFolder, currentFolder: process.cwd() }))
}

/** @param {{ databaseUrl: string, redisUrl: string, adminToken: string, leftOut: string[] }} settings */
function startProcesses({ databaseUrl, redisUrl, adminToken, leftOut }) {
  /** @type {NodeJS.ProcessEnv} */
  const shared = { ...environment, REDIS_URL: redisUrl, ASSAY_DATA_DIR: dataFolder, HOST: host }
  // Workers elsewhere may have what this machine lacks: then the variable is set.
  const languages = { ASSAY_LANGUAGES_LEFT_OUT: environment.ASSAY_LANGUAGES_LEFT_OUT ?? leftOut.join(',') }
  const apiEnv = {
    ...shared,
    ...languages,
    DATABASE_URL: databaseUrl,
    ASSAY_ADMIN_TOKEN: adminToken,
    PORT: String(port),
  }
  // The worker has no business with the database or the API's secrets.
  const { DATABASE_URL: _url, ASSAY_ADMIN_TOKEN: _token, ...workerEnv } = shared
  for (const { name, env } of [
    { name: 'api', env: apiEnv },
    { name: 'worker', env: workerEnv },
  ]) {
    const plan = {
      name,
      env,
      cwd: root,
      file: join(root, 'dist', name, 'main.js'),
      logFile: join(logFolder, `${name}.log`),
      onDeath,
    }
    processes.push(new SupervisedProcess(plan).start())
  }
}

function watch() {
  let restarts = Promise.resolve()
  const restart = async () => {
    if (isStopping) return
    await Promise.all(processes.map((child) => child.restart(graceMs)))
    progress.tell('Restarted the API and the worker')
  }
  watcher = watchSources(root, { onCompiled: () => (restarts = restarts.then(restart)), progress })
}

/** @param {Death} death */
function onDeath({ name, exitCode, delayMs, deaths }) {
  progress.tell(
    `The ${name} ended (${exitCode}); restarting in ${delayMs / 1000} s. Its log: ${join(logFolder, `${name}.log`)}`,
  )
  if (name === 'api' && deaths >= deathsToGiveUp) hasGivenUp = true
}

let isStopping = false

async function stop() {
  if (isStopping) {
    for (const child of processes) child.kill()
    process.exit(130)
  }
  isStopping = true
  watcher?.stop()
  if (processes.length > 0) progress.tell('Stopping; press Ctrl-C again to stop immediately')
  await Promise.all(processes.map((child) => child.stop(graceMs)))
  process.exit(0)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)

start().catch(async (error) => {
  console.error(error instanceof SetupProblem ? `\n${error.message}` : error)
  await Promise.all(processes.map((child) => child.stop(graceMs)))
  process.exit(1)
})
