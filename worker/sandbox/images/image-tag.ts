import { createHash } from 'node:crypto'
import type { ImageFile } from './compiled-files.js'
import { readParents } from './dockerfile-parents.js'
import { findImagesFolder, readImageFolder } from './image-folder.js'

/** Raise it when the way images are built changes, so that all are built anew. */
const buildRecipe = 'assay.image/1'

/** What is known of an image from its folder alone. `parents` maps the name of each parent to its tag. */
export interface ImageInputs {
  name: string
  tag: string
  files: ImageFile[]
  parents: ReadonlyMap<string, string>
}

/**
 * The tag of an image, `assay/<name>:<12 hex digits>`: a digest of its files and its parents' tags. No registry of
 * built images is needed: who reads the same folder computes the same tag. Throws where there is no such image.
 */
export async function imageTag(name: string, imagesFolder = findImagesFolder()): Promise<string> {
  return (await readImageInputs(name, imagesFolder)).tag
}

/** Everything a build of an image depends on. Throws on an unknown image and on images that stand on each other. */
export async function readImageInputs(
  name: string,
  imagesFolder = findImagesFolder(),
  children: readonly string[] = [],
): Promise<ImageInputs> {
  if (children.includes(name)) throw new Error(`images depend on each other: ${[...children, name].join(' -> ')}`)
  const files = await readImageFolder(name, imagesFolder)
  const parents = new Map<string, string>()
  for (const parent of readParents(dockerfileOf(files))) {
    parents.set(parent, (await readImageInputs(parent, imagesFolder, [...children, name])).tag)
  }
  return { name, tag: `assay/${name}:${digestInputs(files, parents)}`, files, parents }
}

/** The text of the Dockerfile among an image's files. */
export function dockerfileOf(files: readonly ImageFile[]): string {
  const file = files.find(({ path }) => path === 'Dockerfile')
  if (file === undefined) throw new Error('the image has no Dockerfile')
  return file.content.toString('utf8')
}

function digestInputs(files: readonly ImageFile[], parents: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  const rows = files.map(({ path, isExecutable, content }) => [path, isExecutable, sha256(content)])
  hash.update(JSON.stringify([buildRecipe, [...parents].sort(), rows]))
  return hash.digest('hex').slice(0, 12)
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
