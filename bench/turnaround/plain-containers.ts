import { performance } from 'node:perf_hooks'
import { Writable, type Duplex } from 'node:stream'
import type Docker from 'dockerode'
import type { Container } from 'dockerode'
import { packTar } from '../../storage/archive/write-tar.js'
import type { Exit } from '../../worker/checks/correctness/examination.js'
import type { ExaminedSubject } from '../../worker/checks/correctness/examine.js'
import type { StartExaminer } from '../../worker/checks/correctness/examiner-session.js'
import { planStart } from '../../worker/languages/plan-start.js'
import { examineOnce, unwatched } from './examine-once.js'
import type { Material, Variant } from './variant.js'

const port = 8080

/**
 * Fresh containers with the engine's defaults, one after the other: source into the first, then
 * the examiner beside it. No limits, no hardening, no second look at failures.
 */
export const plainContainers = (docker: Docker, tags: Record<string, string>, material: Material): Variant => ({
  name: 'plain containers',
  async grade() {
    const began = performance.now()
    const plan = planStart('node', material.source)
    if ('refusal' in plan) throw new Error(plan.refusal)
    const container = await docker.createContainer({
      Image: tags.node ?? '',
      Cmd: [...plan.start],
      WorkingDir: '/app',
      Env: [`PORT=${port}`, 'HOME=/data'],
      HostConfig: { NetworkMode: 'none', Mounts: [{ Type: 'tmpfs', Source: '', Target: '/data' }] },
    })
    await container.putArchive(packTar(material.source), { path: '/app' }).catch(async (error: unknown) => {
      await container.remove({ force: true })
      throw error
    })
    await container.start()
    const prepared = performance.now() - began
    const timing = await examineOnce({ material, subject: plainSubject(container), startExaminer: plainExaminer(docker, tags, container), port, uid: 0 })
    return { ...timing, total: performance.now() - began, phases: { ...timing.phases, pod: (timing.phases.pod ?? 0) + prepared } }
  },
})

const plainSubject = (container: Container): ExaminedSubject & AsyncDisposable => ({
  start: async () => undefined,
  get ended() {
    return container.wait().then(({ StatusCode }: { StatusCode: number }): Exit => ({ exitCode: StatusCode, oomKilled: false }))
  },
  ...unwatched,
  restart: async (how) => void (await container.restart({ signal: how === 'politely' ? 'SIGTERM' : 'SIGKILL', t: 2 })),
  [Symbol.asyncDispose]: async () => void (await container.remove({ force: true, v: true })),
})

const plainExaminer =
  (docker: Docker, tags: Record<string, string>, subject: Container): StartExaminer =>
  async (output) => {
    const container = await docker.createContainer({
      Image: tags.examiner ?? '',
      Cmd: ['node', '/opt/examiner/main.mjs'],
      Env: ['EXAM_FOLDER=/tmp/exam'],
      OpenStdin: true,
      HostConfig: { NetworkMode: `container:${subject.id}` },
    })
    const stream = (await container.attach({ stream: true, hijack: true, stdin: true, stdout: true, stderr: true })) as Duplex
    const sink = (write: (chunk: Buffer) => void) => new Writable({ write: (chunk: Buffer, _encoding, done) => (write(chunk), done()) })
    docker.modem.demuxStream(stream, sink(output.stdout), sink(output.stderr))
    await container.start()
    return {
      exited: container.wait().then(({ StatusCode }: { StatusCode: number }): Exit => ({ exitCode: StatusCode, oomKilled: false })),
      writeInput: async (text) => void stream.write(text),
      [Symbol.asyncDispose]: async () => void (await container.remove({ force: true, v: true })),
    }
  }
