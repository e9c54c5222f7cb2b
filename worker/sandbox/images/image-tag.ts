import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { findProjectRoot } from '../../../storage/project-root.js'
import { type ImageFile, readCompiledFiles, readEntryPoints } from './compiled-files.js'

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

/** What a Dockerfile of ours stands on: `FROM assay/<name>` and `COPY --from=assay/<name>`, always without a tag. */
const parentReference = /^(FROM\s+|COPY\s+--from=)assay\/([a-z][a-z0-9-]*)(?=\s|$)/gm

/** Names of the images that must exist before this one can be built, each once. */
export function readParents(dockerfile: string): string[] {
  return [...new Set([...dockerfile.matchAll(parentReference)].map((match) => match[2] as string))]
}

/** The same Dockerfile with each parent named as given: by the id of an image that the engine has. */
export function pinParents(dockerfile: string, ids: ReadonlyMap<string, string>): string {
  return dockerfile.replace(parentReference, (_, instruction: string, name: string) => {
    const id = ids.get(name)
    if (id === undefined) throw new Error(`the id of parent image "${name}" is not known`)
    return instruction + id
  })
}

/** The folder that holds one folder per image: source and compiled code share it. */
export const findImagesFolder = (): string => join(findProjectRoot(), 'sandbox-images')

/** Names of all images, sorted: every folder with a Dockerfile is one. A new image needs a folder and nothing else. */
export async function listImageNames(imagesFolder = findImagesFolder()): Promise<string[]> {
  const entries = await readdir(imagesFolder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(imagesFolder, entry.name, 'Dockerfile')))
    .map((entry) => entry.name)
    .sort()
}

/**
 * All files that an image is built from, sorted by path: those of its folder and, in place of its TypeScript sources,
 * what is compiled of them. Throws where there is no such image.
 */
export async function readImageFolder(name: string, imagesFolder = findImagesFolder()): Promise<ImageFile[]> {
  const root = join(imagesFolder, name)
  if (!existsSync(join(root, 'Dockerfile'))) throw new Error(`no image is called "${name}" in ${imagesFolder}`)
  const entryPoints = readEntryPoints(join(root, 'package.json'))
  const entries = await readdir(root, { withFileTypes: true, recursive: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    // Packages are fetched from the lockfile for every build: what an editor installed here is not an input.
    .filter((path) => !path.split('/').includes('node_modules'))
    .filter((path) => entryPoints.length === 0 || !path.endsWith('.ts'))
  const files = await Promise.all(paths.map((path) => readImageFile(root, path)))
  const compiled = await readCompiledFiles(name, entryPoints, imagesFolder)
  return [...files, ...compiled].sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function readImageFile(root: string, path: string): Promise<ImageFile> {
  const [content, { mode }] = await Promise.all([readFile(join(root, path)), stat(join(root, path))])
  return { path, isExecutable: (mode & 0o100) !== 0, content }
}
