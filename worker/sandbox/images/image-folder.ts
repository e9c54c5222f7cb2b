import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { findProjectRoot } from '../../../storage/project-root.js'
import { readCompiledFiles, readEntryPoints, type ImageFile } from './compiled-files.js'

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
