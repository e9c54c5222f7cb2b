import type Docker from 'dockerode'
import { callEngine } from '../engine-answers.js'
import { imageLabel } from './build-image.js'
import { findImagesFolder } from './image-folder.js'
import { listImages } from './list-images.js'

/** Another checkout, or a worker that still runs the code of before, may need an earlier build: it stays this long. */
const keptSeconds = 3 * 86_400

/** What the engine shows in place of a tag that an image has lost. */
const noTag = '<none>:<none>'

/**
 * Removes earlier builds of the images of `imagesFolder`: tags of the same names that its content no longer asks for,
 * and what a broken-off build left without a tag; unless young or in use. Answers what was removed.
 */
export async function removeSupersededImages(docker: Docker, imagesFolder = findImagesFolder()): Promise<string[]> {
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
