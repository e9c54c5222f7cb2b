import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { packBuildContext, stageBuildContext } from './build-context.js'
import { findHostSdk } from './host-sdk.js'
import { dockerfileOf, type ImageInputs, pinParents } from './image-tag.js'

/** Every image of ours carries this label; its value is the image's name. */
export const imageLabel = 'org.assay.image'

/** What a build tells while it goes on. `step` 0: packages are being fetched; `isBuilt`: the image is ready. */
export interface BuildProgress {
  image: string
  step: number
  stepCount: number
  instruction: string
  elapsedSeconds: number
  isBuilt: boolean
}

/**
 * Builds one image through the engine's API; throws unless the engine has its parents. `replaced` maps images of others
 * that the Dockerfile names to what the engine has in their place. Throws with the failing step and its last lines.
 */
export async function buildImage(
  docker: Docker,
  inputs: ImageInputs,
  replaced: ReadonlyMap<string, string>,
  onProgress: (progress: BuildProgress) => void = () => {},
): Promise<void> {
  const startedAtMs = performance.now()
  const output = new BuildOutput()
  const report = (isBuilt: boolean) => {
    const { step, stepCount, instruction } = output
    const elapsedSeconds = (performance.now() - startedAtMs) / 1000
    onProgress({ image: inputs.name, step, stepCount, instruction, elapsedSeconds, isBuilt })
  }
  const folder = await mkdtemp(join(tmpdir(), 'assay-image-'))
  try {
    report(false)
    await stageBuildContext(inputs.files, folder, findHostSdk)
    const answer = await startBuild(docker, await pinReferences(docker, inputs, replaced), inputs, folder)
    await followBuild(docker, answer, (line) => {
      if (output.read(inputs.name, line)) report(false)
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  report(true)
}

/**
 * By the ids of images that the engine has: a tag that it lacked, it would ask a registry for, where anybody may have
 * put one.
 */
async function pinReferences(
  docker: Docker,
  { files, parents }: ImageInputs,
  replaced: ReadonlyMap<string, string>,
): Promise<string> {
  const idOf = async (tag: string) => (await docker.getImage(tag).inspect()).Id
  const pin = async (tags: ReadonlyMap<string, string>) =>
    new Map(await Promise.all([...tags].map(async ([name, tag]) => [name, await idOf(tag)] as const)))
  const dockerfile = pinParents(dockerfileOf(files), await pin(parents))
  return [...(await pin(replaced))].reduce(
    (text, [reference, id]) => text.replaceAll(`--from=${reference} `, `--from=${id} `),
    dockerfile,
  )
}

async function startBuild(
  docker: Docker,
  dockerfile: string,
  inputs: ImageInputs,
  folder: string,
): Promise<NodeJS.ReadableStream> {
  const context = packBuildContext(folder, new Map([['Dockerfile', dockerfile]]))
  const unsent = new AbortController()
  context.once('error', (error) => unsent.abort(error))
  const answer = docker.buildImage(context, {
    t: inputs.tag,
    labels: { [imageLabel]: inputs.name },
    // The distribution's packages are fetched during the build, by the host's own way out.
    networkmode: 'host',
    rm: true,
    forcerm: true,
    abortSignal: unsent.signal,
  })
  return answer.catch((error: unknown) => {
    throw unsent.signal.aborted ? unsent.signal.reason : error
  })
}

/** The engine answers 200 and tells of a failure in the body: only reading to the end knows how the build went. */
function followBuild(
  docker: Docker,
  answer: NodeJS.ReadableStream,
  onLine: (line: BuildOutputLine) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: unknown
    docker.modem.followProgress(
      answer,
      (error: Error | null) => ((failure ?? error) ? reject(failure ?? error) : resolve()),
      (line: BuildOutputLine) => {
        try {
          onLine(line)
        } catch (error) {
          failure ??= error
        }
      },
    )
  })
}

/** One line of the engine's answer to a build, as JSON. Only these fields are read. */
interface BuildOutputLine {
  stream?: string
  error?: string
}

/** Colours that the engine puts around what a step wrote to stderr. */
const colourCodes = /\u001b\[\d*m/g

/** How many lines of the failing step's output are shown. */
const shownLines = 15

/** Follows a build's output: knows the current step, and says of a failure where it was and what was said last. */
export class BuildOutput {
  step = 0
  stepCount = 0
  /** The instruction of the current step, as written in the Dockerfile. */
  instruction = ''
  #lines: string[] = []

  /** Takes one line in; true when it begins a new step. Throws when the engine reports that the build failed. */
  read(imageName: string, { stream, error }: BuildOutputLine): boolean {
    if (error !== undefined) throw new Error(this.#describeFailure(imageName, error))
    const step = /^Step (\d+)\/(\d+) : (.*)/.exec(stream ?? '')
    if (step === null) {
      this.#lines = [
        ...this.#lines,
        ...(stream ?? '')
          .replace(colourCodes, '')
          .split('\n')
          .filter((line) => line.trim() !== ''),
      ].slice(-shownLines)
      return false
    }
    this.step = Number(step[1])
    this.stepCount = Number(step[2])
    this.instruction = step[3] as string
    this.#lines = []
    return true
  }

  #describeFailure(imageName: string, error: string): string {
    const where =
      this.step === 0
        ? 'before its first step'
        : `in step ${this.step}/${this.stepCount} (${this.instruction.slice(0, 60)})`
    // The engine repeats the whole command before the part that is news.
    const reason = error.replace(/^The command '.*' returned/s, 'returned').trim()
    return [`image "${imageName}" could not be built: ${where}: ${reason}`, ...this.#lines].join('\n    ')
  }
}
