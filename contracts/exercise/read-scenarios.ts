import type { ProblemDetail } from '../errors.js'
import { findImportMistakes } from './find-import-mistakes.js'
import { isScenarioFile } from '../hidden-tests.js'
import { findSolution, solutionName } from './reference.js'
import type { Manifest } from './manifest.js'
import type { SourceTree } from '../source-tree.js'
import { findIdMistakes } from './parse-module.js'

/**
 * What of a package's speed scenarios is wrong, as far as it shows without running them. `at` tells places in the
 * manifest.
 */
export function findScenarioMistakes(
  manifest: Manifest,
  files: SourceTree,
  at: (pointer: string) => string,
): ProblemDetail[] {
  const own = [...files].filter(([path]) => path.startsWith('hidden/speed/'))
  const modules = own.filter(([path]) => isScenarioFile(path))
  if (own.length > 0 && modules.length === 0) {
    return [
      {
        pointer: own[0]?.[0] ?? 'hidden/speed/',
        detail:
          'No file in hidden/speed/ is named *.speed.mjs, so nothing is measured: rename one, or remove the folder.',
      },
    ]
  }
  return [
    ...findIdMistakes(modules, 'scenario'),
    ...findImportMistakes(
      own.map(([path]) => path).filter((path) => path.endsWith('.mjs')),
      files,
      isScenarioFile,
    ),
    ...(modules.length > 0 && manifest.weights.speed > 0 ? findMissingReferences(manifest, files, at) : []),
  ]
}

/** A weight for speed that no scenario backs: learners are promised points which nothing can earn or lose. */
export function findUnbackedWeight(weights: Manifest['weights'], files: SourceTree): ProblemDetail[] {
  if (weights.speed === 0 || [...files.keys()].some(isScenarioFile)) return []
  const detail = `Speed counts ${weights.speed} %, but the package has no scenario (hidden/speed/*.speed.mjs) to measure: add one, or set the weight to 0.`
  return [{ pointer: 'exercise.yaml /weights/speed', detail }]
}

/** Speed is a comparison: a language without a reference could not be scored. */
function findMissingReferences(
  { languages }: Manifest,
  files: SourceTree,
  at: (pointer: string) => string,
): ProblemDetail[] {
  return languages.flatMap((language, index) => {
    if (findSolution({ files }, language)) return []
    const folder = `submissions/${solutionName(language)}/`
    return [
      {
        pointer: at(`/languages/${index}`),
        detail: `Speed is measured against the reference in ${language}, but ${folder} is missing.`,
      },
    ]
  })
}
