import type Docker from 'dockerode'
import { findImagesFolder, listImageNames } from './image-folder.js'
import { imageTag } from './image-tag.js'

/** One image: its tag for the present content of its folder, and whether the engine has it. */
export interface ImageState {
  name: string
  tag: string
  isPresent: boolean
  /** Size with all layers, parents' included; absent when the image is. */
  sizeBytes?: number
}

/** All images by name, with what the engine has of them. */
export async function listImages(docker: Docker, imagesFolder = findImagesFolder()): Promise<ImageState[]> {
  const names = await listImageNames(imagesFolder)
  return Promise.all(names.map((name) => inspectImage(docker, name, imagesFolder)))
}

/** Names of the images that have to be built before anything can be graded. */
export async function missingImages(docker: Docker, imagesFolder = findImagesFolder()): Promise<string[]> {
  return (await listImages(docker, imagesFolder)).filter(({ isPresent }) => !isPresent).map(({ name }) => name)
}

/** Whether the engine has an image under this tag. Throws when the engine cannot be asked. */
export async function hasImage(docker: Docker, tag: string): Promise<boolean> {
  return (await readSizeBytes(docker, tag)) !== undefined
}

async function inspectImage(docker: Docker, name: string, imagesFolder: string): Promise<ImageState> {
  const tag = await imageTag(name, imagesFolder)
  const sizeBytes = await readSizeBytes(docker, tag)
  return sizeBytes === undefined ? { name, tag, isPresent: false } : { name, tag, isPresent: true, sizeBytes }
}

async function readSizeBytes(docker: Docker, tag: string): Promise<number | undefined> {
  try {
    return (await docker.getImage(tag).inspect()).Size
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined
    throw error
  }
}
