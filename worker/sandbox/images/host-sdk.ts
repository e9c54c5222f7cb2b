import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Pack } from 'tar-stream'
import { packEntry, runProgram, streamTar } from './build-context.js'

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
export const packHostSdk = (sdk: HostSdk, target: string): Readable => streamTar((tar) => packWanted(tar, sdk, target))

async function packWanted(tar: Pack, { root, version }: HostSdk, target: string): Promise<void> {
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
