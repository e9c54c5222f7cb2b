import { findSamples, type Sample } from '../../cli/verify/samples.js'
import { type ExercisePackage, readExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { packageDigest } from '../../storage/archive/write-tar.js'
import { readExerciseFolder } from '../../storage/exercise-folder.js'

/** What a submission must show. `copy-of` is compared with the contender of that name. */
export type Claim = 'good' | 'mediocre' | 'copy' | 'reference' | 'too-slow'

export interface Contender {
  name: string
  claim: Claim
  exercise: ExercisePackage
  digest: string
  sample: Sample
  /** In how many of `--rounds` it is graded. */
  share: number
}

/** The two that are compared most closely in all; the ten references together come to ten runs. */
const shares: Readonly<Record<Claim, number>> = { good: 1, mediocre: 1, copy: 0.5, 'too-slow': 0.5, reference: 0.05 }

const main = 'todo-api'
/** Sound, and not the reference. */
const good = 'accepted/node-express'
/** One of the slow ones that loses some scenarios and keeps others: its score lies between the ends. */
const mediocre = 'too-slow/node-n-plus-one'

/** All submissions of the proof, from the exercises that measure speed. */
export async function readContenders(folders: readonly string[]): Promise<Contender[]> {
  return (await Promise.all(folders.map(readFolder))).flat()
}

async function readFolder(folder: string): Promise<Contender[]> {
  const exercise = readExercisePackage(await readExerciseFolder(folder))
  const digest = await packageDigest(exercise.files)
  const samples = findSamples(exercise)
  const contender = (name: string, claim: Claim, sample: Sample): Contender => ({
    name,
    claim,
    exercise,
    digest,
    sample,
    share: shares[claim],
  })
  const contenders = samples.flatMap((sample): Contender[] => {
    const name = `${exercise.slug}/${sample.name}`
    if (sample.kind === 'reference') return [contender(name, 'reference', sample)]
    if (exercise.slug === main && sample.name === good) return [contender('good', 'good', sample)]
    if (!sample.name.startsWith('too-slow/')) return []
    if (exercise.slug !== main || sample.name !== mediocre) return [contender(name, 'too-slow', sample)]
    return [contender('mediocre', 'mediocre', sample), contender('copy of mediocre', 'copy', sample)]
  })
  return contenders
}
