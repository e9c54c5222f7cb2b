import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { label } from './labels.js'

/**
 * Calls `onOom` with the id of a container of the pod in which the kernel killed a process for memory.
 * `State.OOMKilled` tells that only after the container's end: a killed child of a living service would pass unseen.
 */
export async function watchOom(
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
