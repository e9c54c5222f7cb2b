import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { installByApt, lastLines, runProgram, SetupProblem } from './run-program.mjs'

/** @import { Progress } from './run-program.mjs' */

/**
 * Sees that a container engine answers: the one of DOCKER_HOST, else the local one, which is installed from the
 * distribution's packages and started when it is missing. Throws `SetupProblem` with what to do.
 * @param {{ dockerHost: string | undefined, logFolder: string, progress: Progress }} options
 */
export async function ensureEngine({ dockerHost, logFolder, progress }) {
  const answer = await askEngine(dockerHost)
  if (answer === 'answers') return
  if (dockerHost)
    throw new SetupProblem(
      `No container engine responds at DOCKER_HOST=${dockerHost}: start it, or unset DOCKER_HOST to use the local one.`,
    )
  if (answer === 'forbidden')
    throw new SetupProblem(
      `This user is not allowed to use Docker (${localSocket}): add the user to the group "docker" and log in again, or run as root.`,
    )
  refuseWithoutRights()
  if (!(await hasDaemon())) await installEngine(progress)
  if ((await askEngine()) === 'answers') return
  await startDaemon({ logFolder, progress })
}

/** Throws when the engine would have to be installed or started and cannot be. `surroundings` is for tests. */
export function refuseWithoutRights(
  surroundings = {
    uid: process.getuid?.(),
    hasApt: existsSync('/usr/bin/apt-get'),
    hasDaemon: existsSync('/usr/bin/dockerd'),
  },
) {
  const { uid, hasApt, hasDaemon } = surroundings
  if (!hasDaemon && !hasApt)
    throw new SetupProblem(
      'Docker is missing, and there is no apt-get to install it: install Docker Engine (https://docs.docker.com/engine/install/) and start it.',
    )
  if (uid === 0) return
  const step = hasDaemon ? 'Docker is not running' : 'Docker is missing'
  throw new SetupProblem(
    `${step}, and only root can ${hasDaemon ? 'start' : 'install'} it: run this once as root, or ${hasDaemon ? 'start' : 'install'} Docker yourself.`,
  )
}

async function hasDaemon() {
  return (await runProgram('dockerd', ['--version'])).exitCode === 0
}

/** @param {Progress} progress */
async function installEngine(progress) {
  progress.tell('Installing Docker Engine from the distribution (docker.io)')
  const { exitCode, output } = await installByApt('docker.io', 'iptables')
  if (exitCode !== 0)
    throw new SetupProblem(`apt-get could not install docker.io: install Docker Engine yourself.${lastLines(output)}`)
}

const localSocket = '/var/run/docker.sock'

/**
 * Asks a container engine for a sign of life: `'answers'`, `'forbidden'` (the socket is there but not for this user)
 * or `'absent'`. `dockerHost` as in DOCKER_HOST; the local socket when empty.
 * @param {string} [dockerHost]
 * @returns {Promise<'answers' | 'forbidden' | 'absent'>}
 */
export function askEngine(dockerHost) {
  return new Promise((resolve) => {
    const ping = request({ ...addressOf(dockerHost), path: '/_ping', timeout: 5000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200 ? 'answers' : 'absent')
    })
    ping.once('timeout', () => ping.destroy(new Error('no response')))
    ping.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      resolve(error.code === 'EACCES' ? 'forbidden' : 'absent'),
    )
    ping.end()
  })
}

/** @param {string} [dockerHost] */
function addressOf(dockerHost) {
  if (!dockerHost) return { socketPath: localSocket }
  if (dockerHost.startsWith('unix://')) return { socketPath: dockerHost.slice('unix://'.length) }
  const { hostname, port } = new URL(dockerHost.replace(/^tcp:/, 'http:'))
  return { host: hostname, port: Number(port || 2375) }
}

const readyTimeoutMs = 60_000

/** Some hosts allow no packet filter. Pods need none; only the published ports of Redis and PostgreSQL do. */
const withoutNetwork = ['--iptables=false', '--ip6tables=false', '--bridge=none']

/**
 * Starts the installed Docker daemon: by systemd where it runs, else detached with a log file of its own.
 * @param {{ logFolder: string, progress: Progress }} options
 */
async function startDaemon({ logFolder, progress }) {
  progress.tell('Starting Docker')
  if (existsSync('/run/systemd/system')) return startBySystemd()
  const logFile = join(logFolder, 'dockerd.log')
  await mkdir(logFolder, { recursive: true })
  if (await startDetached([], logFile)) return
  progress.tell('Docker did not start; trying without its network')
  if (await startDetached(withoutNetwork, logFile)) return
  const log = await readFile(logFile, 'utf8')
  throw new SetupProblem(`Docker was installed but does not start; its log is ${logFile}:${lastLines(log, 6)}`)
}

async function startBySystemd() {
  await runProgram('systemctl', ['start', 'docker'])
  if (await waitForEngine(() => true)) return
  throw new SetupProblem('Docker does not start: see `journalctl -u docker`.')
}

/**
 * Whether the daemon came up with these options. It outlives this process: containers should not die with a terminal.
 * @param {string[]} options
 * @param {string} logFile
 */
async function startDetached(options, logFile) {
  const log = await open(logFile, 'a')
  const daemon = spawn('dockerd', options, { detached: true, stdio: ['ignore', log.fd, log.fd] })
  let isRunning = true
  daemon.once('error', () => {
    isRunning = false
  })
  daemon.once('exit', () => {
    isRunning = false
  })
  const isReady = await waitForEngine(() => isRunning)
  await log.close()
  daemon.unref()
  return isReady
}

/** @param {() => boolean} isWorthWaiting */
async function waitForEngine(isWorthWaiting) {
  const deadline = Date.now() + readyTimeoutMs
  while (Date.now() < deadline && isWorthWaiting()) {
    if ((await askEngine()) === 'answers') return true
    await sleep(200)
  }
  return false
}
