import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { lstat, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises'
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
export function packBuildContext(folder: string, replaced: ReadonlyMap<string, string>): Readable {
  const tar = pack()
  const stream = new PassThrough()
  // A failure on either side ends the stream with it: who reads the stream sees it.
  pipeline(tar, stream).catch(() => undefined)
  packFolder(tar, folder, replaced).then(
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
async function fetchNugetPackages(folder: string, findSdk = findHostSdk): Promise<void> {
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

/** A .NET SDK of this machine that images can be made of. */
export interface HostSdk {
  /** The folder with the program `dotnet`. */
  root: string
  version: string
}

/** The release that learners write for. */
const wantedRelease = '10.0.'

/** What an image needs of the folder; `sdk`, `shared` and `packs` may hold other releases as well. */
const wantedFolders = ['host', 'sdk', 'sdk-manifests', 'shared', 'packs']

/** The newest SDK of the wanted release that `dotnet` in the PATH knows of. */
export async function findHostSdk(program = 'dotnet'): Promise<HostSdk | undefined> {
  const { exitCode, output } = await runProgram(program, ['--list-sdks'], '/').catch(() => ({
    exitCode: null,
    output: '',
  }))
  if (exitCode !== 0) return undefined
  const listed = [...output.matchAll(/^(\d+\.\d+\.\d+) \[(.+)\]$/gm)].map(([, version, folder]) => ({
    version: version as string,
    folder: folder as string,
  }))
  const wanted = listed
    .filter(({ version }) => version.startsWith(wantedRelease))
    .sort((one, other) => patchOf(other.version) - patchOf(one.version))
  for (const { version, folder } of wanted) {
    if (await runsOnDebian(join(folder, version))) return { root: dirname(folder), version }
  }
  return undefined
}

const patchOf = (version: string) => Number(version.split('.')[2])

/** The file names the system it was built for; one for another C library would not start in an image. */
async function runsOnDebian(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, '.version'), 'utf8').catch(() => '')
  return !/musl|alpine/.test(text)
}

/** The SDK as a tar of `target`, of the one version and its release alone. */
export function packHostSdk({ root, version }: HostSdk, target: string): Readable {
  const tar = pack()
  const stream = new PassThrough()
  // A failure on either side ends the stream with it: who reads the stream sees it.
  pipeline(tar, stream).catch(() => undefined)
  packWanted(tar, root, version, target).then(
    () => tar.finalize(),
    (error: Error) => stream.destroy(error),
  )
  return stream
}

async function packWanted(tar: Pack, root: string, version: string, target: string): Promise<void> {
  await packEntry(tar, join(root, 'dotnet'), `${target}/dotnet`)
  for (const folder of wantedFolders) {
    const paths = await readdir(join(root, folder), { recursive: true })
    for (const path of paths.sort().filter((each) => isWanted(folder, each.split('/'), version))) {
      await packEntry(tar, join(root, folder, path), `${target}/${folder}/${path}`)
    }
  }
}

/** `sdk/<version>/…`, `shared/<framework>/<version>/…`, `packs/<name>/<version>/…`; all of the other folders. */
function isWanted(folder: string, segments: readonly string[], version: string): boolean {
  if (folder === 'sdk') return segments[0] === version
  if (folder === 'shared' || folder === 'packs') return segments[1]?.startsWith(wantedRelease) ?? true
  return true
}
