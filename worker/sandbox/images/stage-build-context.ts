import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ImageFile } from './compiled-files.js'
import { fetchNpmPackages } from './npm-packages.js'
import { fetchNugetPackages } from './nuget-packages.js'

/** Who fetches what a lockfile of this name pins, into the folder beside it. */
const fetchers: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  'package-lock.json': fetchNpmPackages,
  'packages.lock.json': fetchNugetPackages,
}

/** Writes an image's files into `folder` and fetches, beside every lockfile among them, the packages it pins. */
export async function stageBuildContext(files: readonly ImageFile[], folder: string): Promise<void> {
  for (const { path, isExecutable, content } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content, { mode: isExecutable ? 0o755 : 0o644 })
  }
  await Promise.all(files.map(({ path }) => fetchers[path.split('/').at(-1) as string]?.(dirname(join(folder, path)))))
}
