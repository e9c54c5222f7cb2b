import { randomBytes } from 'node:crypto'
import { uidOf, type Role } from '../../../contracts/roles.js'
import { createContainer, type PodContainer } from '../../../worker/sandbox/container.js'
import { deferred } from '../../../worker/sandbox/until-aborted.js'
import { connectEngine } from '../../../worker/sandbox/engine.js'
import { imageTag } from '../../../worker/sandbox/images/image-tag.js'
import { heldVolume, newVolume, removeVolume } from '../../../worker/sandbox/volumes.js'

export const docker = connectEngine(process.env['DOCKER_HOST'])

const slot = 63
const lifetimeSeconds = 120

export interface ProgramResult {
  exitCode: number
  output: string
}

export interface ContainerOptions {
  image: string
  role: Role
  command: readonly string[]
  env?: Record<string, string>
  memoryMb?: number
  tmpMb?: number
  pids?: number
  /** It opens ports: a container without a network has unix sockets only. */
  listens?: boolean
}

/** Runs a program of an image to its end, under the flags of the pods, alone on a network with nothing on it. */
export async function runInImage(options: ContainerOptions): Promise<ProgramResult> {
  const printed: Buffer[] = []
  if (options.listens) {
    await using place = await openPlace()
    return await place.run(options, [dataVolume(options)])
  }
  await using container = await create(
    options,
    { network: 'none', mounts: [dataVolume(options)] },
    (chunk) => void printed.push(chunk),
  )
  return await finish(container, printed)
}

/** A holder with the folder that a service shares with the examiner; everything started in it meets on its loopback. */
export async function openPlace() {
  const name = `assay-test-${randomBytes(6).toString('hex')}`
  const plan = { name: `${name}-service`, sizeMb: 1, inodes: 64, uid: uidOf(slot, 'holder'), mode: '0777', labels: {} }
  const command = ['sleep', String(lifetimeSeconds)]
  const holder = await create(
    { image: 'holder', role: 'holder', command },
    { network: 'none', mounts: [newVolume(plan, '/run/service')] },
    () => undefined,
  )
  await holder.start()
  const surroundings = (options: ContainerOptions) => ({
    network: { joins: holder.id },
    mounts: options.role === 'subject' ? [] : [heldVolume(plan.name, '/run/service', 'read-write')],
  })
  return {
    /** Starts a service and resolves when it has printed `readyLine`. */
    async serve(options: ContainerOptions, readyLine: RegExp): Promise<PodContainer> {
      const ready = deferred<void>()
      let printed = ''
      const { network, mounts } = surroundings(options)
      const container = await create(options, { network, mounts: [...mounts, dataVolume(options)] }, (chunk) => {
        printed += chunk.toString()
        if (readyLine.test(printed)) ready.resolve()
      })
      await container.start()
      container.exited.then(() => ready.reject(new Error(printed)), ready.reject)
      await ready.promise
      return container
    },
    /** Runs a program of this place to its end. */
    async run(options: ContainerOptions, more: Surroundings['mounts'] = []): Promise<ProgramResult> {
      const printed: Buffer[] = []
      const { network, mounts } = surroundings(options)
      await using container = await create(
        options,
        { network, mounts: [...mounts, ...more] },
        (chunk) => void printed.push(chunk),
      )
      return await finish(container, printed)
    },
    async [Symbol.asyncDispose]() {
      await holder[Symbol.asyncDispose]()
      await removeVolume(docker, plan.name)
    },
  }
}

type Surroundings = Pick<Parameters<typeof createContainer>[1], 'network' | 'mounts'>

async function create(
  options: ContainerOptions,
  { network, mounts }: Surroundings,
  print: (chunk: Buffer) => void,
): Promise<PodContainer> {
  return createContainer(
    docker,
    {
      image: await imageTag(options.image),
      uid: uidOf(slot, options.role),
      labels: { 'org.assay.test': 'images' },
      network,
      command: options.command,
      env: { HOME: '/data', ...options.env },
      workingDir: '/',
      mounts,
      limits: {
        cpus: 1,
        memoryMb: options.memoryMb ?? 256,
        pids: options.pids ?? 64,
        tmpMb: options.tmpMb ?? 16,
        lifetimeSeconds,
      },
      takesInput: false,
    },
    { stdout: print, stderr: print },
  )
}

/** A volume without a name goes with its container. */
const dataVolume = ({ role }: ContainerOptions) =>
  newVolume({ name: '', sizeMb: 96, inodes: 8192, uid: uidOf(slot, role), mode: '0700', labels: {} }, '/data')

async function finish(container: PodContainer, printed: readonly Buffer[]): Promise<ProgramResult> {
  await container.start()
  const { exitCode } = await container.exited
  return { exitCode, output: Buffer.concat(printed).toString('utf8').trim() }
}
