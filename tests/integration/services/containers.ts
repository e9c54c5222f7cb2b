import { randomBytes } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Container } from 'dockerode'
import { connectEngine } from '../../../worker/sandbox/engine.js'
import { imageTag } from '../../../worker/sandbox/images/image-tag.js'

/** One container of ours on the host's loopback, gone with its data when removed. */
export interface ServiceContainer {
  port: number
  container: Container
  remove(): Promise<void>
}

/** Starts an image's `serve-platform` on a free port and waits until `isReady` says so. */
export async function startService(
  image: 'postgres' | 'redis',
  env: Record<string, string>,
  isReady: (port: number) => Promise<boolean>,
  { inMemory }: { inMemory?: string } = {},
): Promise<ServiceContainer> {
  const port = await findFreePort()
  const container = await connectEngine(process.env['DOCKER_HOST']).createContainer({
    Image: await imageTag(image),
    Cmd: ['serve-platform'],
    Env: Object.entries({ ...env, LISTEN_ADDRESS: '127.0.0.1', LISTEN_PORT: String(port) }).map(
      ([name, value]) => `${name}=${value}`,
    ),
    Labels: { 'org.assay.test': randomBytes(6).toString('hex') },
    HostConfig: {
      NetworkMode: 'host',
      ...(inMemory !== undefined && { Tmpfs: { [inMemory]: 'rw,mode=0700,uid=199999,gid=199999' } }),
    },
  })
  const remove = () => container.remove({ force: true, v: true })
  // A test that takes too long is told so by SIGTERM, whoever runs all tests may give up: no teardown runs then.
  for (const [signal, exitCode] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    process.once(signal, () => void remove().finally(() => process.exit(exitCode)))
  }
  try {
    await container.start()
    await waitUntil(() => isReady(port), 60_000, `${image} on port ${port}`)
  } catch (error) {
    await remove()
    throw error
  }
  return { port, container, remove }
}

/** Asks again and again, after `pauseMs` each time; throws when the answer is still no at the end. */
export async function waitUntil(
  isDone: () => Promise<boolean> | boolean,
  timeoutMs: number,
  what: string,
  pauseMs = 50,
): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await isDone())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`)
    await sleep(pauseMs)
  }
}

export async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
