import { CallerError } from '../contracts/errors.js'
import type { ExercisePackage } from '../contracts/exercise/exercise-package.js'
import type { Language } from '../contracts/language.js'
import type { Progress } from '../contracts/job.js'
import type { Report } from '../contracts/report/report.js'
import type { SourceTree } from '../contracts/source-tree.js'
import { assessDirectly, imageNamesOf } from '../worker/assess.js'
import { type ImageState, listImages } from '../worker/sandbox/images/list-images.js'
import { leftOutAdvice } from '../worker/sandbox/images/sdk-image.js'
import { createSandbox } from '../worker/sandbox/sandbox.js'
import type { Cli } from './cli.js'
import { type Engine, openEngine } from './engine.js'

/** What one grading on this machine needs. */
export interface AssessInput {
  exercise: ExercisePackage
  exerciseDigest: string
  source: SourceTree
  /** As in a request to a worker. */
  leftOut?: readonly string[]
  /** As in a request to a worker. */
  topFolder?: string
  sourceSha256: string
  language: Language
  /** Drawn anew where absent. */
  seed: string | undefined
  /** Whether speed is measured, where the exercise has scenarios: minutes, where the rest takes seconds. */
  measuresSpeed: boolean
  /** As in a request to a worker. */
  readsQuality?: 'always' | 'never'
  onProgress(progress: Progress): void
}

export type Assess = (input: AssessInput) => Promise<Report>

/** What there is on this machine to grade with. */
export interface Machine {
  engine: Engine
  images: readonly ImageState[]
}

/** Throws `CallerError` with what to do where the engine does not answer. */
export async function openMachine(cli: Cli): Promise<Machine> {
  const engine = await openEngine(cli)
  return { engine, images: await listImages(engine) }
}

/**
 * Makes this process able to grade: the machine has the images that the exercise needs.
 * Throws `CallerError` with what to do where one is missing.
 */
export async function openAssessor(
  cli: Cli,
  { engine, images }: Machine,
  exercise: ExercisePackage,
  languages: readonly Language[],
): Promise<Assess> {
  const needed = new Set(languages.flatMap((language) => imageNamesOf(exercise, language)))
  const absent = images.filter(({ name, isPresent }) => needed.has(name) && !isPresent)
  const leftOut = absent.find(({ isLeftOut }) => isLeftOut)
  if (leftOut !== undefined)
    throw new CallerError('bad-request', `The image ${leftOut.name} is left out: ${leftOutAdvice}`)
  if (absent.length > 0) {
    const names = absent.map(({ name }) => name).join(', ')
    throw new CallerError(
      'bad-request',
      `Images are missing or out of date: ${names}. Run \`npx assay images build\` first.`,
    )
  }
  const sandbox = createSandbox(engine)
  await sandbox.reap()
  return (input) => {
    cli.signal.throwIfAborted()
    return assessDirectly({ ...input, worker: `cli-${process.pid}`, signal: cli.signal }, sandbox)
  }
}
