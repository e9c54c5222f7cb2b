import type Docker from 'dockerode'
import { callEngine } from '../engine-answers.js'
import { ensureBaseImage } from './base-image.js'
import { buildImage, type BuildProgress, imageLabel } from './build-image.js'
import { hasImage } from './engine-images.js'
import type { findHostSdk } from './host-sdk.js'
import { findImagesFolder, type ImageInputs, listImageNames, readImageInputs } from './image-tag.js'
import { listImages } from './list-images.js'
import { leftOutAdvice, provideSdkImage, sdkImageTag, standsOnSdk } from './sdk-image.js'

/** How many images are built at once: more only wait for the same network and disk. */
const buildsAtOnce = 2

export interface BuildImagesOptions {
  /** Which images, with all they stand on; all when absent. */
  names?: readonly string[]
  imagesFolder?: string
  onProgress?: (progress: BuildProgress) => void
  /** Told of each image that cannot be made here and that nobody named: which, and what to do. */
  onLeftOut?: (image: string, advice: string) => void
  /** Looks for an SDK on this machine. */
  findSdk?: typeof findHostSdk
}

/**
 * Builds every image whose content-addressed tag the engine lacks, parents first, and then removes superseded ones.
 * An image that nothing here can be made of is left out, unless it is named.
 * Answers the tags that were built. Throws the first failure, after the builds already under way have ended.
 */
export async function buildImages(docker: Docker, options: BuildImagesOptions = {}): Promise<string[]> {
  const imagesFolder = options.imagesFolder ?? findImagesFolder()
  const missing = await findMissing(docker, options.names ?? (await listImageNames(imagesFolder)), imagesFolder)
  if (missing.size === 0) return []
  await ensureBaseImage(docker, options.onProgress)
  const isOnSdk = [...missing.values()].some(standsOnSdk)
  await using sdk = isOnSdk ? await provideSdkImage(docker, options.onProgress, options.findSdk) : undefined
  if (sdk === undefined) leaveOut(missing, options)
  const replaced: ReadonlyMap<string, string> = sdk === undefined ? new Map() : new Map([[sdkImageTag, sdk.tag]])
  await buildInOrder(missing, (inputs) => buildImage(docker, inputs, replaced, options.onProgress))
  await removeSupersededImages(docker, imagesFolder)
  return [...missing.values()].map(({ tag }) => tag)
}

/** Takes the images that stand on the SDK off the list. Throws what to do when one of them was asked for by name. */
function leaveOut(missing: Map<string, ImageInputs>, { names, onLeftOut }: BuildImagesOptions): void {
  for (const name of [...missing.values()].filter(standsOnSdk).map((inputs) => inputs.name)) {
    if (names?.includes(name)) throw new Error(`image "${name}" could not be built: ${leftOutAdvice}`)
    missing.delete(name)
    onLeftOut?.(name, leftOutAdvice)
  }
}

/** The images among `names`, and among what they stand on, that the engine lacks, by name. */
async function findMissing(
  docker: Docker,
  names: readonly string[],
  imagesFolder: string,
): Promise<Map<string, ImageInputs>> {
  const missing = new Map<string, ImageInputs>()
  for (const name of names) {
    const inputs = await readImageInputs(name, imagesFolder)
    if (missing.has(name) || (await hasImage(docker, inputs.tag))) continue
    for (const [parent, parentInputs] of await findMissing(docker, [...inputs.parents.keys()], imagesFolder)) {
      missing.set(parent, parentInputs)
    }
    missing.set(name, inputs)
  }
  return missing
}

async function buildInOrder(
  missing: ReadonlyMap<string, ImageInputs>,
  build: (inputs: ImageInputs) => Promise<void>,
): Promise<void> {
  const waiting = new Map(missing)
  const running = new Map<string, Promise<void>>()
  let failure: unknown
  const start = (name: string, inputs: ImageInputs) => {
    waiting.delete(name)
    const run = build(inputs)
      .catch((error: unknown) => {
        failure ??= error
      })
      .finally(() => running.delete(name))
    running.set(name, run)
  }
  const isReady = ({ parents }: ImageInputs) =>
    [...parents.keys()].every((parent) => !waiting.has(parent) && !running.has(parent))
  const startReady = () => {
    for (const [name, inputs] of [...waiting]) {
      if (running.size < buildsAtOnce && isReady(inputs)) start(name, inputs)
    }
  }
  startReady()
  while (running.size > 0) {
    await Promise.race(running.values())
    if (failure === undefined) startReady()
  }
  if (failure !== undefined) throw failure
}

/** Another checkout, or a worker that still runs the code of before, may need an earlier build: it stays this long. */
const keptSeconds = 3 * 86_400

/** What the engine shows in place of a tag that an image has lost. */
const noTag = '<none>:<none>'

/**
 * Removes earlier builds of the images of `imagesFolder`: tags of the same names that its content no longer asks for,
 * and what a broken-off build left without a tag; unless young or in use. Answers what was removed.
 */
async function removeSupersededImages(docker: Docker, imagesFolder = findImagesFolder()): Promise<string[]> {
  const current = new Map((await listImages(docker, imagesFolder)).map(({ name, tag }) => [`assay/${name}`, tag]))
  const isSuperseded = (tag: string) => (current.get(tag.split(':')[0] as string) ?? tag) !== tag
  const built = await docker.listImages({ filters: JSON.stringify({ label: [imageLabel] }) })
  // The engine's own clock: it wrote the times that are compared.
  const now = Date.parse((await docker.info()).SystemTime) / 1000
  const removed: string[] = []
  for (const image of built) {
    if (image.Created > now - keptSeconds) continue
    const tags = (image.RepoTags ?? []).filter((tag) => tag !== noTag)
    for (const name of tags.length === 0 ? [image.Id] : tags.filter(isSuperseded)) {
      if (await removeUnlessUsed(docker, name)) removed.push(name)
    }
  }
  return removed
}

async function removeUnlessUsed(docker: Docker, name: string): Promise<boolean> {
  return (await callEngine('remove image', () => docker.getImage(name).remove({ force: false }))) !== undefined
}
