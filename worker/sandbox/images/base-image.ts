import { spawn } from 'node:child_process'
import type Docker from 'dockerode'
import type { BuildProgress } from './build-image.js'
import { hasImage, importImage, pullImage } from './engine-images.js'

/** What every image stands on in the end. */
const baseImageTag = 'debian:trixie-slim'

/** A registry that has not delivered by then is taken as absent. */
const pullTimeoutMs = 60_000

/**
 * Sees that the base image exists: as it is, else pulled, else made from the distribution's packages by mmdebstrap
 * (installed when missing) and imported. Throws with what to do when none of the three works.
 */
export async function ensureBaseImage(
  docker: Docker,
  onProgress: (progress: BuildProgress) => void = () => {},
): Promise<void> {
  if (await hasImage(docker, baseImageTag)) return
  const startedAtMs = performance.now()
  const report = (instruction: string, step: number, isBuilt = false) =>
    onProgress({
      image: baseImageTag,
      step,
      stepCount: 2,
      instruction,
      isBuilt,
      elapsedSeconds: (performance.now() - startedAtMs) / 1000,
    })
  report(`pull ${baseImageTag}`, 1)
  if (!(await pullImage(docker, baseImageTag, pullTimeoutMs))) {
    report("no registry responded: building it with mmdebstrap from the distribution's packages", 2)
    await makeBaseImage(docker)
  }
  report('', 2, true)
}

async function makeBaseImage(docker: Docker): Promise<void> {
  await ensureMmdebstrap()
  const args = [
    '--quiet',
    '--variant=minbase',
    '--dpkgopt=path-exclude=/usr/share/man/*',
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    'trixie',
    '-',
  ]
  const child = spawn('mmdebstrap', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-2000)
  })
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  const [making, importing] = await Promise.allSettled([ended, importImage(docker, child.stdout, baseImageTag)])
  if (making.status === 'rejected' || making.value !== 0) {
    // The engine may have taken what came before the failure for the whole.
    await docker
      .getImage(baseImageTag)
      .remove({ force: true })
      .catch(() => undefined)
    throw new Error(`mmdebstrap could not build ${baseImageTag}:\n${errors}`)
  }
  if (importing.status === 'rejected') throw importing.reason
}

async function ensureMmdebstrap(): Promise<void> {
  if ((await exitCodeOf('mmdebstrap', ['--version'])) === 0) return
  await exitCodeOf('apt-get', ['update', '-qq'])
  const exitCode = await exitCodeOf('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'mmdebstrap'])
  if (exitCode === 0) return
  throw new Error(`${baseImageTag} can neither be pulled nor built here: load it into Docker, or install mmdebstrap`)
}

function exitCodeOf(program: string, args: string[]): Promise<number | null> {
  return new Promise((resolve) => {
    // `env` adds to the environment it inherits: a question of the package manager would wait for ever.
    const child = spawn('env', ['DEBIAN_FRONTEND=noninteractive', program, ...args], { stdio: 'ignore' })
    child.once('error', () => resolve(null)).once('close', resolve)
  })
}
