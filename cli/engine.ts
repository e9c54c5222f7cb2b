import { connectEngine } from '../worker/sandbox/engine.js'
import { CallerError } from '../contracts/errors.js'
import type { Cli } from './cli.js'

/** The container engine as worker/sandbox knows it. */
export type Engine = ReturnType<typeof connectEngine>

/** Connects to Docker and asks for a sign of life. Throws `CallerError` with what to do when it does not answer. */
export async function openEngine(cli: Cli): Promise<Engine> {
  const engine = connectEngine(cli.settings.dockerHost)
  try {
    await engine.ping()
    return engine
  } catch (error) {
    throw new CallerError('bad-request', explain(error as NodeJS.ErrnoException, cli.settings.dockerHost))
  }
}

function explain(error: NodeJS.ErrnoException, dockerHost = '/var/run/docker.sock'): string {
  if (error.code === 'EACCES')
    return `This user is not allowed to use Docker at ${dockerHost}: join the group "docker" or use sudo.`
  return `Docker does not respond at ${dockerHost} (${error.code ?? error.message}): install and start it, or set DOCKER_HOST.`
}
