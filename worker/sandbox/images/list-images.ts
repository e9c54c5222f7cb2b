import { randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import type Docker from 'dockerode'
import { extract } from 'tar-stream'
import { contentKinds, type ImageContents, type ImageItem } from '../../../contracts/image-contents.js'
import { removeContainer } from '../container.js'
import { isGone } from '../engine.js'
import { podLabels } from '../labels.js'
import { readSizeBytes } from './engine-images.js'
import { findHostSdk } from './host-sdk.js'
import { findImagesFolder, listImageNames, readImageInputs } from './image-tag.js'
import { isSdkAtHand, standsOnSdk } from './sdk-image.js'

/** One image: its tag for the present content of its folder, and whether the engine has it. */
export interface ImageState {
  name: string
  tag: string
  isPresent: boolean
  /** Size with all layers, parents' included; absent when the image is. */
  sizeBytes?: number
  /** Absent, and nothing here to make it of: whoever can do without does. */
  isLeftOut?: boolean
}

/** All images by name, with what the engine has of them. */
export async function listImages(
  docker: Docker,
  imagesFolder = findImagesFolder(),
  findSdk = findHostSdk,
): Promise<ImageState[]> {
  const names = await listImageNames(imagesFolder)
  return Promise.all(names.map((name) => inspectImage(docker, name, imagesFolder, findSdk)))
}

/** Names of the images that have to be built before anything can be graded. What is left out is not among them. */
export async function missingImages(
  docker: Docker,
  imagesFolder = findImagesFolder(),
  findSdk = findHostSdk,
): Promise<string[]> {
  const images = await listImages(docker, imagesFolder, findSdk)
  return images.filter(({ isPresent, isLeftOut }) => !isPresent && !isLeftOut).map(({ name }) => name)
}

/** Names of those that cannot be made on this machine. */
export const leftOutImages = (images: readonly Pick<ImageState, 'name' | 'isLeftOut'>[]): string[] =>
  images.filter(({ isLeftOut }) => isLeftOut).map(({ name }) => name)

async function inspectImage(
  docker: Docker,
  name: string,
  imagesFolder: string,
  findSdk: typeof findHostSdk,
): Promise<ImageState> {
  const inputs = await readImageInputs(name, imagesFolder)
  const { tag } = inputs
  const sizeBytes = await readSizeBytes(docker, tag)
  if (sizeBytes !== undefined) return { name, tag, isPresent: true, sizeBytes }
  const isLeftOut = standsOnSdk(inputs) && !(await isSdkAtHand(docker, findSdk))
  return { name, tag, isPresent: false, ...(isLeftOut ? { isLeftOut } : {}) }
}

/** Written by each image's own build: a line an item, with its kind, name and version between tabs. */
const contentsFile = '/opt/assay/contents.tsv'

/**
 * What the image says that it holds. The container is never started; should this process die while it exists, the
 * reaper removes it. Empty for an image that does not say.
 */
export async function readContents(
  docker: Docker,
  { name, tag }: Pick<ImageState, 'name' | 'tag'>,
): Promise<ImageContents> {
  const labels = podLabels({ runId: `contents-${randomUUID()}`, delivery: 1, worker: 'images' })
  const container = await docker.createContainer({ Image: tag, Cmd: ['true'], Labels: labels, NetworkDisabled: true })
  try {
    const archive = await container.getArchive({ path: contentsFile })
    return { image: name, tag, items: parseContents(await readOnlyEntry(archive)) }
  } catch (error) {
    if (isGone(error)) return { image: name, tag, items: [] }
    throw error
  } finally {
    await removeContainer(container)
  }
}

/** Throws at a line that is no item: an image that lists itself wrongly is a fault of its build. */
export function parseContents(lines: string): ImageItem[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [kind, name, version, ...rest] = line.split('\t')
      if (!isKind(kind) || !name || !version || rest.length > 0)
        throw new Error(`${contentsFile} has a line that is not an item: ${JSON.stringify(line)}`)
      return { kind, name, version }
    })
}

const isKind = (kind: string | undefined): kind is ImageItem['kind'] =>
  (contentKinds as readonly (string | undefined)[]).includes(kind)

async function readOnlyEntry(archive: NodeJS.ReadableStream): Promise<string> {
  for await (const entry of archive.pipe(extract())) return await text(entry)
  throw new Error('the engine sent an empty archive')
}
