import { existsSync } from 'node:fs'
import { askEngine, localSocket } from './engine-answer.mjs'
import { lastLines, runProgram } from './run-program.mjs'
import { SetupProblem } from './setup-problem.mjs'
import { startDaemon } from './start-daemon.mjs'
/** @import { Progress } from './progress.mjs' */

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
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  await runProgram('apt-get', ['update', '-q'], options)
  const { exitCode, output } = await runProgram(
    'apt-get',
    ['install', '-y', '-q', '--no-install-recommends', 'docker.io', 'iptables'],
    options,
  )
  if (exitCode !== 0)
    throw new SetupProblem(`apt-get could not install docker.io: install Docker Engine yourself.${lastLines(output)}`)
}
