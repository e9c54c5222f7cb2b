import { CallerError, type ProblemDetail } from '../errors.js'
import { isTestFile } from '../hidden-tests.js'
import type { Language } from '../language.js'
import { defaultLimits, type Limits } from '../limits.js'
import type { SourceTree } from '../source-tree.js'
import { findImportMistakes } from './find-import-mistakes.js'
import {
  defaultContractPoints,
  type Manifest,
  ManifestSchema,
  type OwnTestsMode,
  type SecondRoundMode,
  type ServiceName,
} from './manifest.js'
import { findOversized, packageLimits } from './package-limits.js'
import { findIdMistakes } from './parse-module.js'
import { type Bug, findSuiteMistakes, readBugs } from './read-bugs.js'
import { findScenarioMistakes } from './read-scenarios.js'
import { findContractMistakes, readSuites } from './read-suites.js'
import type { ExerciseKind } from './reference.js'
import type { Suite } from './suite.js'
import { findBrokenContract, findCostlyYaml, readYamlFile } from './yaml-file.js'

/** An exercise as the rest of Assay uses it: the manifest with every default filled in, and its files. */
export interface ExercisePackage {
  slug: string
  title: string
  description: string
  kind: ExerciseKind
  languages: readonly Language[]
  services: readonly ServiceName[]
  weights: Manifest['weights']
  limits: Limits
  /** Points of the contract test; 0 where the package has no `openapi.yaml`. */
  contractPoints: number
  /** Whether all hidden tests run once more, in a new pod, where little failed. */
  secondRound: SecondRoundMode
  /** What the check of quality does beside reading the source. */
  quality: { ownTests: OwnTestsMode }
  /** Suites written for other runners, beside or instead of tests on the kit. */
  suites: readonly Suite[]
  /** Services with one planted bug each, by name. */
  bugs: readonly Bug[]
  files: SourceTree
}

/**
 * Reads and checks a package. Throws `CallerError('package-invalid')` with every mistake found (the first hundred of
 * them), each with `file:line` and what is expected there. Takes seconds of CPU time where a package uses up
 * `packageLimits`.
 */
export function readExercisePackage(files: SourceTree): ExercisePackage {
  const source = files.get('exercise.yaml')
  if (!source) throw invalid([{ pointer: 'exercise.yaml', detail: 'The package has no exercise.yaml at its root.' }])
  const oversized = findOversized(files)
  const excess = oversized.length > 0 ? oversized : findCostlyYaml(files)
  if (excess.length > 0) throw invalid(excess)
  const { manifest, mistakes, at } = readManifest(source.toString('utf8'))
  if (!manifest) throw invalid(mistakes)
  const suites = readSuites(manifest, { files, at, mistakes })
  const hiddenTests = [...files].filter(([path]) => isTestFile(path, suites))
  const kind = manifest.kind ?? 'service'
  const bugs = readBugs(manifest, files, mistakes)
  mistakes.push(...missingFiles(manifest, files, kind === 'test-suite' || hiddenTests.length > 0 || suites.length > 0))
  if (hiddenTests.length > packageLimits.tests)
    mistakes.push({
      pointer: 'hidden/correctness/',
      detail: `There are ${hiddenTests.length} test files; the maximum is ${packageLimits.tests}.`,
    })
  mistakes.push(
    ...findIdMistakes(hiddenTests, 'test'),
    ...findImportMistakes(
      hiddenTests.map(([path]) => path),
      files,
      (path) => isTestFile(path, suites),
    ),
  )
  mistakes.push(...findBrokenContract(files), ...findContractMistakes(suites, files, hiddenTests.length > 0))
  if (kind === 'test-suite') mistakes.push(...findSuiteMistakes(manifest, bugs, files, at))
  mistakes.push(...findScenarioMistakes(manifest, files, at))
  if (mistakes.length > 0) throw invalid(mistakes)
  return fillIn(manifest, { files, suites, bugs })
}

/** Every key that the manifest leaves out, with its default. */
function fillIn(manifest: Manifest, read: Pick<ExercisePackage, 'files' | 'suites' | 'bugs'>): ExercisePackage {
  const kind = manifest.kind ?? 'service'
  return {
    slug: manifest.slug,
    title: manifest.title,
    description: manifest.description ?? '',
    kind,
    languages: manifest.languages,
    services: manifest.services ?? [],
    weights: manifest.weights,
    limits: { ...defaultLimits, ...manifest.limits },
    contractPoints:
      kind === 'service' && read.files.has('openapi.yaml') ? (manifest.contract?.points ?? defaultContractPoints) : 0,
    secondRound: manifest.secondRound ?? 'on',
    quality: { ownTests: manifest.quality?.ownTests ?? 'shown' },
    ...read,
  }
}

function invalid(errors: readonly ProblemDetail[]): CallerError {
  const named = errors.slice(0, packageLimits.mistakes)
  const which = errors.length > named.length ? `the first ${named.length} are` : 'each is'
  return new CallerError(
    'package-invalid',
    `${errors.length === 1 ? 'One was' : `${errors.length} were`} found; ${which} listed with its location.`,
    { errors: named },
  )
}

function missingFiles(manifest: Manifest, files: SourceTree, hasTests: boolean): ProblemDetail[] {
  const paths = [...files.keys()]
  const missing: ProblemDetail[] = []
  if (!files.has('statement.md'))
    missing.push({ pointer: 'statement.md', detail: 'Missing: the text that learners read.' })
  if (!hasTests)
    missing.push({
      pointer: 'hidden/correctness/',
      detail: 'Missing: at least one file *.test.mjs, or "suites" in exercise.yaml.',
    })
  for (const language of manifest.languages) {
    if (!paths.some((path) => path.startsWith(`starter/${language}/`))) {
      missing.push({
        pointer: `starter/${language}/`,
        detail: `Missing: the files that learners start with in ${language}.`,
      })
    }
  }
  const collected = paths.find((path) => /(^|\/)tests?\//.test(path))
  if (collected)
    missing.push({
      pointer: collected,
      detail: 'No folder may be named test or tests: the test runner would collect it.',
    })
  return missing
}

export interface ManifestFile {
  manifest?: Manifest
  mistakes: ProblemDetail[]
  /** `file:line` of a JSON pointer, for mistakes that only the rest of the package shows. */
  at(pointer: string): string
}

/** Reads `exercise.yaml`; every mistake is named with its line. Without a manifest there is at least one mistake. */
function readManifest(text: string): ManifestFile {
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
