import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import type { ServiceName } from '../../contracts/exercise/manifest.js'
import type { Limits } from '../../contracts/limits.js'
import type { ExpectedListener, ServiceAccess } from '../../contracts/protocol/examiner.js'
import { uidOf } from '../../contracts/roles.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import { packTar } from '../../storage/archive/write-tar.js'
import { createContainer, type OutputSinks, type PodContainer } from './container.js'
import { type Holder, startHolder, watchSockets } from './holder.js'
import { label, type PodIdentity, podLabels } from './labels.js'
import {
  buildContainer,
  examinerContainer,
  type ExaminerProgram,
  type Members,
  type PodCores,
  type Program,
  serviceContainer,
  subjectContainer,
  subjectPort,
  suiteContainer,
  type SuiteProgram,
  toolContainer,
} from './pod-members.js'
import { type Service, startService } from './service.js'
import { serviceKinds, socketDirOf } from './services.js'
import { Subject } from './subject.js'
import { type EndFacts, runToEnd, runTool, type ToolEnd, type ToolPlan } from './tool.js'
import { heldAt, newVolume, podVolumes, removeVolume, volumeName } from './volumes.js'

export interface PodPlan {
  identity: PodIdentity
  services: readonly ServiceName[]
  limits: Limits
  /** Content-addressed image tags by name: `holder`, `examiner`, the language's and each service's. */
  images: Readonly<Record<string, string>>
  language: string
  /** For a speed check, where the host has cores to set apart. */
  cores?: PodCores
}

/** The containers of one run. Disposing of the pod removes every one of them, and the volumes. */
export class Pod implements AsyncDisposable {
  readonly #docker: Docker
  readonly #plan: PodPlan
  readonly #holder: Holder
  readonly #members: Members
  readonly #volumes: readonly string[]
  readonly #disposables: AsyncDisposable[] = []
  readonly #services = new Map<ServiceName, Service>()
  #isDisposed = false
  /** Ends the learner's code that runs, for the sockets of the pod. */
  #endLearnersCode: () => void = () => undefined

  private constructor(
    docker: Docker,
    plan: PodPlan,
    holder: Holder,
    labels: Record<string, string>,
    volumes: readonly string[],
  ) {
    this.#docker = docker
    this.#plan = plan
    this.#holder = holder
    this.#volumes = volumes
    const { container, slot } = holder
    this.#members = {
      ...plan,
      labels,
      slot,
      holderId: container.id,
      examinerPassword: randomBytes(18).toString('base64url'),
    }
  }

  /** Leases a slot and starts the holder with the network namespace and all volumes. */
  static async open(docker: Docker, plan: PodPlan): Promise<Pod> {
    const labels = { ...podLabels(plan.identity), ...(plan.cores && { [label.ownCores]: plan.cores.measured }) }
    const volumesFor = (slot: number) => podVolumes(plan, labels, slot)
    const holder = await startHolder(docker, {
      image: plan.images.holder ?? '',
      labels,
      lifetimeSeconds: plan.identity.lifetimeSeconds,
      mountsFor: (slot) => volumesFor(slot).map((volume) => newVolume(volume, volume.heldAt)),
    })
    return new Pod(
      docker,
      plan,
      holder,
      labels,
      volumesFor(holder.slot).map(({ name }) => name),
    )
  }

  /** The owner of files placed into the pod: the build's, so that it may write beside them. */
  get sourceOwner(): number {
    return uidOf(this.#holder.slot, 'build')
  }

  /** Puts the source where the build and the subject find it, owned by the build. */
  placeSource(source: SourceTree): Promise<void> {
    const owner = this.sourceOwner
    return this.#holder.container.putArchive(
      packTar(source, { uid: owner, gid: owner }),
      heldAt(volumeName.app(this.#plan.identity)),
    )
  }

  build(program: Program): Promise<EndFacts> {
    const create = (output: OutputSinks) => this.#create(buildContainer(this.#members, program), output)
    return runToEnd({ seconds: this.#plan.limits.buildSeconds, create })
  }

  /** Runs a learner's suite, which another pod holds, against the subject of this one. */
  runSuite(suite: SuiteProgram): Promise<EndFacts> {
    return runToEnd({
      seconds: suite.seconds,
      create: (output) => this.#create(suiteContainer(this.#members, suite), output),
      // The subject is a service of ours then.
      onStart: (breakLimit) => (this.#endLearnersCode = () => breakLimit('memory')),
    })
  }

  /** Whether the subject, or whoever is in its place, listens on its port. */
  isListening(): Promise<boolean> {
    return this.#holder.isListening(subjectPort)
  }

  /** Runs a program of ours over the source as it was placed. */
  runTool(plan: ToolPlan): Promise<ToolEnd> {
    return runTool(plan, (output) => this.#create(toolContainer(this.#members, plan), output))
  }

  /** Starts every service of the exercise on empty data. Before the subject: who listens first keeps the port. */
  async startServices(): Promise<void> {
    await Promise.all(
      this.#plan.services.map(async (name) => {
        const create = (output: OutputSinks) => this.#create(serviceContainer(this.#members, name), output)
        this.#services.set(name, await startService(serviceKinds[name], create))
      }),
    )
  }

  service(name: string): Service | undefined {
    return this.#services.get(name as ServiceName)
  }

  /** Every service that was started, in no order. */
  get services(): readonly Service[] {
    return [...this.#services.values()]
  }

  /** The subject, not yet started, on empty data. Disposing of it ends only the subject. */
  async prepareSubject(program: Program, restartsAfterDeath: number): Promise<Subject> {
    const subject = new Subject({
      outputBytes: this.#plan.limits.outputMb * 1024 * 1024,
      restartsAfterDeath,
      create: (output) => this.#create(subjectContainer(this.#members, program), output),
    })
    const watch = await watchOom(this.#docker, this.#plan.identity, (id) => {
      if (id === subject.containerId) void subject.breakLimit('memory')
      for (const service of this.services) service.noteOom(id)
    })
    this.#endLearnersCode = () => void subject.breakLimitOfSockets()
    const sockets = watchSockets(
      () => this.#holder.countQueues(),
      () => this.#endLearnersCode(),
    )
    const endWatches = async () => [watch, sockets].forEach((each) => each[Symbol.dispose]())
    this.#disposables.push({ [Symbol.asyncDispose]: endWatches }, subject)
    return subject
  }

  /** A new examiner, started, waiting for its input. */
  async startExaminer(output: OutputSinks, program: ExaminerProgram = 'main.js'): Promise<PodContainer> {
    const examiner = await this.#create(examinerContainer(this.#members, program), output)
    await examiner.start()
    return examiner
  }

  /** Whether the subject has filled `/data`. */
  isDataFull(): Promise<boolean> {
    return this.#holder.isFull(heldAt(volumeName.data(this.#plan.identity)))
  }

  /** Whether a service has ended, or lost a process for want of memory, and no test had asked for it. */
  async hasServiceDied(): Promise<boolean> {
    return (await Promise.all(this.services.map((service) => service.hasDied()))).includes(true)
  }

  /** Who must hold which port; the examiner compares it with the kernel's table. */
  get listeners(): ExpectedListener[] {
    const { slot } = this.#holder
    const services = this.#plan.services.map((name) => ({
      name,
      port: serviceKinds[name].port,
      uid: uidOf(slot, name),
    }))
    return [{ name: 'subject', port: subjectPort, uid: uidOf(slot, 'subject') }, ...services]
  }

  /** The examiner's ways into the services. */
  get access(): Record<string, ServiceAccess> {
    const password = this.#members.examinerPassword
    return Object.fromEntries(
      this.#plan.services.map((name) => [name, serviceKinds[name].access(socketDirOf(name), password)]),
    )
  }

  async #create(plan: Parameters<typeof createContainer>[1], output: OutputSinks): Promise<PodContainer> {
    const container = await createContainer(this.#docker, plan, output)
    this.#disposables.push(container)
    if (this.#isDisposed) {
      await container[Symbol.asyncDispose]()
      throw new Error('The pod was disposed of while one of its containers was being created')
    }
    return container
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true
    const disposals = await Promise.allSettled(this.#disposables.map((disposable) => disposable[Symbol.asyncDispose]()))
    await this.#holder[Symbol.asyncDispose]()
    await Promise.all(this.#volumes.map((name) => removeVolume(this.#docker, name)))
    const failed = disposals.find((disposal) => disposal.status === 'rejected')
    if (failed) throw failed.reason
  }
}

/**
 * Calls `onOom` with the id of a container of the pod in which the kernel killed a process for memory.
 * `State.OOMKilled` tells that only after the container's end: a killed child of a living service would pass unseen.
 */
async function watchOom(
  docker: Docker,
  pod: { runId: string },
  onOom: (containerId: string) => void,
): Promise<Disposable> {
  const filters = JSON.stringify({ type: ['container'], event: ['oom'], label: [`${label.run}=${pod.runId}`] })
  const events = (await docker.getEvents({ filters })) as unknown as Readable
  events.on('error', () => undefined) // the daemon went away: the calls that matter will tell
  createInterface({ input: events }).on('line', (line) => {
    const event = JSON.parse(line) as { Actor?: { ID?: string } }
    if (event.Actor?.ID) onOom(event.Actor.ID)
  })
  return { [Symbol.dispose]: () => void events.destroy() }
}
