import type Docker from 'dockerode'
import type { BuildProgress } from './build-image.js'
import { hasImage, importImage, pullImage } from './engine-images.js'
import { findHostSdk, type HostSdk, packHostSdk } from './host-sdk.js'
import { dockerfileOf, type ImageInputs } from './image-tag.js'

/** Where Dockerfiles of ours copy the .NET SDK from. The distribution does not package one. */
export const sdkImageTag = 'mcr.microsoft.com/dotnet/sdk:10.0'

/** Where the SDK lies in that image. */
const sdkFolder = 'usr/share/dotnet'

/** A registry that has not delivered 300 MB by then is taken as absent. */
const pullTimeoutMs = 120_000

/** What to do about an image that was left out because there is no SDK to make it of. */
export const leftOutAdvice =
  `there is no .NET 10 SDK on this machine, and ${sdkImageTag} could not be pulled. ` +
  'Install the SDK, so that `dotnet` is in the PATH, then run `npx assay images build dotnet`.'

/** The SDK as an image that a build can copy from. Disposing of it removes what was made for the build alone. */
export interface SdkImage extends AsyncDisposable {
  tag: string
}

export function standsOnSdk({ files }: Pick<ImageInputs, 'files'>): boolean {
  return dockerfileOf(files).includes(`--from=${sdkImageTag} `)
}

/** Whether images that stand on the SDK can be built without asking a registry first. */
export async function isSdkAtHand(docker: Docker, findSdk = findHostSdk): Promise<boolean> {
  return (await findSdk()) !== undefined || (await hasImage(docker, sdkImageTag))
}

/**
 * The SDK image: as it is, else made of the SDK of this machine, else pulled; `undefined` when none of the three works.
 */
export async function provideSdkImage(
  docker: Docker,
  onProgress: (progress: BuildProgress) => void = () => {},
  findSdk = findHostSdk,
): Promise<SdkImage | undefined> {
  const kept = { tag: sdkImageTag, [Symbol.asyncDispose]: async () => undefined }
  if (await hasImage(docker, sdkImageTag)) return kept
  const startedAtMs = performance.now()
  const report = (instruction: string) =>
    onProgress({
      image: 'dotnet',
      step: 1,
      stepCount: 1,
      instruction,
      isBuilt: false,
      elapsedSeconds: (performance.now() - startedAtMs) / 1000,
    })
  const sdk = await findSdk()
  if (sdk !== undefined) {
    report(`COPY the .NET SDK ${sdk.version} of this machine`)
    return await makeSdkImage(docker, sdk)
  }
  report(`pull ${sdkImageTag}`)
  return (await pullImage(docker, sdkImageTag, pullTimeoutMs)) ? kept : undefined
}

/**
 * Under a name of its own: it holds nothing but the SDK's folder, which is not what others mean by the official tag.
 */
async function makeSdkImage(docker: Docker, sdk: HostSdk): Promise<SdkImage> {
  const tag = `assay-host/dotnet-sdk:${sdk.version}`
  const tar = packHostSdk(sdk, sdkFolder)
  await Promise.all([
    importImage(docker, tar, tag),
    // The engine takes a tar that breaks off for a whole one.
    new Promise((resolve, reject) => tar.once('close', resolve).once('error', reject)),
  ])
  return { tag, [Symbol.asyncDispose]: () => docker.getImage(tag).remove({ force: true }) }
}
