import { randomUUID } from 'node:crypto'
import t from 'tap'
import { createContainer, type PodContainer } from '../../worker/sandbox/container.js'
import { label, podLabels } from '../../worker/sandbox/labels.js'
import { engine, newIdentity, sandbox } from './pod/example-pod.js'

const quiet = { stdout: () => undefined, stderr: () => undefined }
const identity = newIdentity({ runId: `race-${randomUUID()}`, lifetimeSeconds: 60 })
const { holder: image } = await sandbox.imageTags(['holder'])

/**
 * The engine learns of an exit some milliseconds late: a call that meets them is rare, so each is made several times.
 */
const racesEach = 6

/** A container that ends at a word. */
const openEnding = () =>
  createContainer(
    engine,
    {
      image: image ?? '',
      uid: 65_534,
      labels: { ...podLabels(identity), [label.role]: 'holder' },
      network: 'none',
      command: ['sh', '-c', 'read -r word'],
      env: {},
      workingDir: '/',
      mounts: [],
      limits: { cpus: 0.5, memoryMb: 16, pids: 8, tmpMb: 1, lifetimeSeconds: 60 },
      takesInput: true,
    },
    quiet,
  )

const pauseAndResume = async (container: PodContainer) => {
  await container.pause()
  await container.resume()
}

const races: readonly [name: string, tell: (container: PodContainer) => Promise<unknown>][] = [
  ['killed', (container) => container.signal('SIGKILL')],
  ['asked to stop', (container) => container.signal('SIGTERM')],
  ['paused and resumed', pauseAndResume],
  ['removed', async (container) => container[Symbol.asyncDispose]()],
]

for (const [name, tell] of races) {
  await t.test(`a container that ends while it is ${name} is no fault`, async (t) => {
    await Promise.all(
      Array.from({ length: racesEach }, async () => {
        await using container = await openEnding()
        await container.start()
        await t.resolves(Promise.all([container.writeInput('end\n'), tell(container)]))
      }),
    )
    const left = await engine.listContainers({ all: true, filters: { label: [`${label.run}=${identity.runId}`] } })
    t.same(left, [])
  })
}
