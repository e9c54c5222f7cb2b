import type Docker from 'dockerode'
import type { ImageContents } from '../../contracts/image-contents.js'
import type { Receipt } from '../../contracts/report/report.js'
import { type CoreLease, type CoreLeasePlan, leaseCores } from './core-lease.js'
import { describeEngine, isLocal } from './engine.js'
import { imageTag } from './images/image-tag.js'
import { listImages, missingImages, readContents } from './images/list-images.js'
import { Pod, type PodPlan } from './pod.js'
import { Reaper, removeRun } from './reaper.js'

/** A pod as it is asked for, its images by name. */
export type PodRequest = Omit<PodPlan, 'images'> & { imageNames: readonly string[] }

/** What the rest of the worker sees of the container engine. */
export interface Sandbox {
  openPod(plan: PodRequest): Promise<Pod>
  /** Cores for one run alone, waited for. */
  leaseCores(plan: Omit<CoreLeasePlan, 'image' | 'reap'>): Promise<CoreLease>
  /** Content-addressed tags of images, by name. */
  imageTags(names: readonly string[]): Promise<Record<string, string>>
  /** Names of the images that the engine lacks. */
  missingImages(): Promise<string[]>
  /** What the images hold that the engine has, one after the other; those that say nothing are left out. */
  readImages(): Promise<ImageContents[]>
  /** Removes what earlier deliveries of a run have left. */
  removeRun(runId: string): Promise<void>
  /** Removes every pod without an owner; returns their names. */
  reap(): Promise<string[]>
  describeHost(): Promise<Receipt['host']>
  /** Whether the engine is on this machine, so that what the kernel tells here is told of its host. */
  readonly isOnThisHost: boolean
}

export function createSandbox(docker: Docker): Sandbox {
  const reaper = new Reaper(docker)
  /** Read once: a process keeps to the images it began with, whatever happens to their folders meanwhile. */
  const known = new Map<string, Promise<string>>()
  const tagOf = (name: string) => {
    const tag = known.get(name) ?? imageTag(name)
    known.set(name, tag)
    return tag
  }
  const imageTags = async (names: readonly string[]) =>
    Object.fromEntries(await Promise.all(names.map(async (name) => [name, await tagOf(name)] as const)))
  return {
    imageTags,
    async openPod({ imageNames, ...plan }) {
      return await Pod.open(docker, { ...plan, images: await imageTags(imageNames) })
    },
    leaseCores: async (plan) =>
      leaseCores(docker, { ...plan, image: await tagOf('holder'), reap: () => reaper.reap() }),
    missingImages: () => missingImages(docker),
    async readImages() {
      const contents: ImageContents[] = []
      for (const image of await listImages(docker)) {
        if (image.isPresent) contents.push(await readContents(docker, image))
      }
      return contents.filter(({ items }) => items.length > 0)
    },
    removeRun: (runId) => removeRun(docker, runId),
    reap: () => reaper.reap(),
    async describeHost() {
      const { version, kernel, cgroupVersion, cpus } = await describeEngine(docker)
      return { engine: version, kernel, cgroup: `v${cgroupVersion}`, cpus }
    },
    isOnThisHost: isLocal(docker),
  }
}
