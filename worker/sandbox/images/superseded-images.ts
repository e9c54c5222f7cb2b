import type Docker from 'dockerode'
import { imageLabel } from './build-image.js'
import { findImagesFolder } from './image-folder.js'
import { listImages } from './list-images.js'

/** A worker that still runs the code of before may need the image of before: it stays this long. */
const keptSeconds = 3600

/** Removes images of ours that no folder's content names any more, unless young or in use. Answers the removed tags. */
export async function removeSupersededImages(docker: Docker, imagesFolder = findImagesFolder()): Promise<string[]> {
  const current = new Set((await listImages(docker, imagesFolder)).map(({ tag }) => tag))
  const built = await docker.listImages({ filters: JSON.stringify({ label: [imageLabel] }) })
  const removed: string[] = []
  for (const image of built) {
    if (image.Created > Date.now() / 1000 - keptSeconds) continue
    for (const tag of (image.RepoTags ?? []).filter((tag) => tag.startsWith('assay/') && !current.has(tag))) {
      if (await removeUnlessUsed(docker, tag)) removed.push(tag)
    }
  }
  return removed
}

async function removeUnlessUsed(docker: Docker, tag: string): Promise<boolean> {
  try {
    await docker.getImage(tag).remove({ force: false })
    return true
  } catch (error) {
    const { statusCode } = error as { statusCode?: number }
    // 409: a container runs on it or another image stands on it; 404: somebody else was quicker.
    if (statusCode === 409 || statusCode === 404) return false
    throw error
  }
}
