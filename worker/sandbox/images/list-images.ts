import type Docker from 'dockerode'
import { readSizeBytes } from './engine-images.js'
import { findHostSdk } from './host-sdk.js'
import { findImagesFolder, listImageNames } from './image-folder.js'
import { readImageInputs } from './image-tag.js'
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
