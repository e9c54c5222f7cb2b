import { performance } from 'node:perf_hooks'
import { Writable, type Duplex } from 'node:stream'
import type Docker from 'dockerode'
import type { Container } from 'dockerode'
import { packTar } from '../../storage/archive/write-tar.js'
import type { Exit } from '../../worker/checks/correctness/examination.js'
import type { ExaminedSubject } from '../../worker/checks/correctness/examine.js'
import type { StartExaminer } from '../../worker/checks/examiner-channel.js'
import { planStart } from '../../worker/languages/plans.js'
import { examineOnce, unwatched } from './examine-once.js'
import type { Material, Variant } from './variant.js'

const port = 8080

/**
 * Fresh containers with the engine's defaults, one after the other: one whose network the others share (a restarted
 * container would get a new one), the service, then the examiner. No limits, no hardening, no second round.
 */
export const plainContainers = (docker: Docker, tags: Record<string, string>, material: Material): Variant => ({
  name: 'plain containers',
  async grade() {
    const began = performance.now()
    const network = await docker.createContainer({
      Image: tags.node ?? '',
      Cmd: ['sleep', 'infinity'],
      HostConfig: { NetworkMode: 'none' },
    })
    try {
      await network.start()
      const container = await createService(docker, tags, network, material)
      await container.start()
      const prepared = performance.now() - began
      const timing = await examineOnce({
        material,
        subject: plainSubject(container),
        startExaminer: plainExaminer(docker, tags, network),
        port,
        uid: 0,
      })
      return {
        ...timing,
        total: performance.now() - began,
        phases: { ...timing.phases, pod: (timing.phases.pod ?? 0) + prepared },
      }
    } finally {
      await network.remove({ force: true })
    }
  },
})

async function createService(
  docker: Docker,
  tags: Record<string, string>,
  network: Container,
  { source }: Material,
): Promise<Container> {
  const plan = planStart('node', source)
  if ('refusal' in plan) throw new Error(plan.refusal)
  const line = plan.start.at(-1)?.split('\n').at(-1) ?? ''
  const container = await docker.createContainer({
    Image: tags.node ?? '',
    Cmd: ['sh', '-c', `exec ${line}`], // as PID 1 the service itself gets the engine's signals
    WorkingDir: '/app',
    Env: [`PORT=${port}`, 'HOME=/data'],
    HostConfig: { NetworkMode: `container:${network.id}`, Mounts: [{ Type: 'volume', Source: '', Target: '/data' }] },
  })
  await container.putArchive(packTar(source), { path: '/app' })
  return container
}

const plainSubject = (container: Container): ExaminedSubject & AsyncDisposable => ({
  start: async () => undefined,
  get ended() {
    return container
      .wait()
      .then(({ StatusCode }: { StatusCode: number }): Exit => ({ exitCode: StatusCode, oomKilled: false }))
  },
  ...unwatched,
  restart: async (how) => void (await container.restart({ signal: how === 'politely' ? 'SIGTERM' : 'SIGKILL', t: 2 })),
  [Symbol.asyncDispose]: async () => void (await container.remove({ force: true, v: true })),
})

const plainExaminer =
  (docker: Docker, tags: Record<string, string>, network: Container): StartExaminer =>
  async (output) => {
    const container = await docker.createContainer({
      Image: tags.examiner ?? '',
      Cmd: ['node', '/opt/examiner/dist/sandbox-images/examiner/main.js'],
      Env: ['EXAM_FOLDER=/tmp/exam'],
      OpenStdin: true,
      HostConfig: { NetworkMode: `container:${network.id}` },
    })
    const stream = (await container.attach({
      stream: true,
      hijack: true,
      stdin: true,
      stdout: true,
      stderr: true,
    })) as Duplex
    const sink = (write: (chunk: Buffer) => void) =>
      new Writable({ write: (chunk: Buffer, _encoding, done) => (write(chunk), done()) })
    docker.modem.demuxStream(stream, sink(output.stdout), sink(output.stderr))
    await container.start()
    return {
      exited: container
        .wait()
        .then(({ StatusCode }: { StatusCode: number }): Exit => ({ exitCode: StatusCode, oomKilled: false })),
      writeInput: async (text) => void stream.write(text),
      [Symbol.asyncDispose]: async () => void (await container.remove({ force: true, v: true })),
    }
  }
