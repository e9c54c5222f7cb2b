import type { ProblemDetail } from './errors.js'
import { ManifestSchema, type Manifest } from './manifest.js'
import { readYamlFile } from './yaml-file.js'

export interface ManifestFile {
  manifest?: Manifest
  mistakes: ProblemDetail[]
  /** `file:line` of a JSON pointer, for mistakes that only the rest of the package shows. */
  at(pointer: string): string
}

/** Reads `exercise.yaml`; every mistake is named with its line. Without a manifest there is at least one mistake. */
export function readManifest(text: string): ManifestFile {
  const { value: manifest, mistakes, at } = readYamlFile(ManifestSchema, 'exercise.yaml', text)
  if (!manifest) return { mistakes, at }
  const { correctness, speed, quality } = manifest.weights
  const sum = correctness + speed + quality
  if (sum !== 100)
    mistakes.push({ pointer: at('/weights'), detail: `The weights sum to ${sum}; they must sum to 100.` })
  if (['postgres', 'mariadb'].every((name) => manifest.services?.some((service) => service === name))) {
    mistakes.push({
      pointer: at('/services'),
      detail: 'Expected postgres or mariadb, not both: $DATABASE_URL names one database.',
    })
  }
  return { manifest, mistakes, at }
}
