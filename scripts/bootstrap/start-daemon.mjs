import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { askEngine } from './engine-answer.mjs'
import { lastLines, runProgram } from './run-program.mjs'
import { SetupProblem } from './setup-problem.mjs'
/** @import { Progress } from './progress.mjs' */

const readyTimeoutMs = 60_000

/** Some hosts allow no packet filter. Pods need none; only the published ports of Redis and PostgreSQL do. */
const withoutNetwork = ['--iptables=false', '--ip6tables=false', '--bridge=none']

/**
 * Starts the installed Docker daemon: by systemd where it runs, else detached with a log file of its own.
 * @param {{ logFolder: string, progress: Progress }} options
 */
export async function startDaemon({ logFolder, progress }) {
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
