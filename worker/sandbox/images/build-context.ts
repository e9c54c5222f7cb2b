import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { lstat, mkdir, readdir, readlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack, type Pack } from 'tar-stream'
import type { ImageFile } from './compiled-files.js'

/**
 * A folder as the tar stream that the engine builds from. Owner and times are constant, so that the engine's build
 * cache recognises an unchanged folder; `replaced` gives other content to some paths (the Dockerfile with its parents
 * pinned).
 */
export const packBuildContext = (folder: string, replaced: ReadonlyMap<string, string>): Readable =>
  streamTar((tar) => packFolder(tar, folder, replaced))

/** A tar of what `fill` puts in, as it does so. */
export function streamTar(fill: (tar: Pack) => Promise<void>): Readable {
  const tar = pack()
  const stream = new PassThrough()
  // A failure on either side ends the stream with it: who reads the stream sees it.
  pipeline(tar, stream).catch(() => undefined)
  fill(tar).then(
    () => tar.finalize(),
    (error: Error) => stream.destroy(error),
  )
  return stream
}

async function packFolder(tar: Pack, folder: string, replaced: ReadonlyMap<string, string>): Promise<void> {
  const entries = await readdir(folder, { recursive: true })
  for (const path of entries.sort()) {
    const content = replaced.get(path)
    if (content !== undefined) tar.entry({ ...sameForAll, name: path, mode: 0o644 }, content)
    else await packEntry(tar, join(folder, path), path)
  }
}

const sameForAll = { uid: 0, gid: 0, mtime: new Date(0) }

/** Adds a file, a folder without what is in it, or a link, as `path`. */
export async function packEntry(tar: Pack, source: string, path: string): Promise<void> {
  const stats = await lstat(source)
  if (stats.isSymbolicLink()) {
    tar.entry({ ...sameForAll, name: path, type: 'symlink', linkname: await readlink(source) })
  } else if (stats.isDirectory()) {
    tar.entry({ ...sameForAll, name: path, type: 'directory', mode: 0o755 })
  } else {
    const mode = stats.mode & 0o100 ? 0o755 : 0o644
    await pipeline(createReadStream(source), tar.entry({ ...sameForAll, name: path, mode, size: stats.size }))
  }
}

/** Looks for a .NET SDK of this machine. */
type FindSdk = () => Promise<{ root: string } | undefined>

/** Who fetches what a lockfile of this name pins, into the folder beside it. */
const fetchers: Readonly<Record<string, (folder: string, findSdk: FindSdk) => Promise<void>>> = {
  'package-lock.json': fetchNpmPackages,
  'packages.lock.json': fetchNugetPackages,
}

/** Writes an image's files into `folder` and fetches, beside every lockfile among them, the packages it pins. */
export async function stageBuildContext(files: readonly ImageFile[], folder: string, findSdk: FindSdk): Promise<void> {
  for (const { path, isExecutable, content } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content, { mode: isExecutable ? 0o755 : 0o644 })
  }
  await Promise.all(
    files.map(({ path }) => fetchers[path.split('/').at(-1) as string]?.(dirname(join(folder, path)), findSdk)),
  )
}

/** How much of npm's complaint is worth showing, in characters. */
const shownOutputLimit = 2000

/**
 * Fetches what a package-lock.json pins. Here and not in the build because an image has no registry set up. No
 * package's script runs.
 */
async function fetchNpmPackages(folder: string): Promise<void> {
  const args = ['ci', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const { exitCode, output } = await runProgram('npm', args, folder)
  if (exitCode !== 0) throw new Error(`npm ci failed for ${folder}:\n${output.slice(-shownOutputLimit)}`)
}

/**
 * Fetches, into `packages` beside a packages.lock.json, what it pins. Here and not in the build because an image has no
 * registry set up; where this machine has no SDK, the image is made of the official one, and fetches them itself.
 */
async function fetchNugetPackages(folder: string, findSdk: FindSdk): Promise<void> {
  const sdk = await findSdk()
  if (sdk === undefined) return
  const args = ['restore', '--locked-mode', '--packages', join(folder, 'packages'), '--verbosity', 'quiet']
  const { exitCode, output } = await runProgram(join(sdk.root, 'dotnet'), args, folder)
  if (exitCode !== 0) throw new Error(`dotnet restore failed for ${folder}:\n${output.slice(-shownOutputLimit)}`)
}

/** How much of a program's output is kept, in characters: its end says what went wrong. */
const keptOutputLimit = 4000

/** Runs a program of this machine to its end. Both its outputs are kept as one. */
export function runProgram(
  program: string,
  args: string[],
  folder: string,
): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-keptOutputLimit)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, output }))
  })
}
