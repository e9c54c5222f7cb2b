import { CallerError, type ProblemDetail } from '../../contracts/errors.js'
import type { ExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { filesUnder, findStarter, solutionName } from '../../contracts/exercise/reference.js'
import { readYamlFile } from '../../contracts/exercise/yaml-file.js'
import { matchesPattern } from '../../contracts/hidden-tests.js'
import { isLanguage, type Language } from '../../contracts/language.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import {
  bugGuarantee,
  type Expectation,
  ExpectationSchema,
  folderGuarantees,
  givenGuarantee,
  isSampleFolder,
  referenceGuarantee,
  starterGuarantee,
} from './expectation.js'

/** A labelled submission of the package: what it holds and what must come of it. */
export interface Sample {
  /** `accepted/node-reference`, `starter/node`, or `bugs/lost-update`. */
  name: string
  language: Language
  kind: 'reference' | 'sample' | 'starter' | 'bug'
  files: SourceTree
  expectation: Expectation
}

/**
 * Every sample of a package in the order they are run: references, starters, planted bugs, the rest by name.
 * Throws `CallerError('package-invalid')` with every mistake: an unknown folder or language, a wrong `expect.yaml`.
 */
export function findSamples(exercise: ExercisePackage): Sample[] {
  const mistakes: ProblemDetail[] = []
  const names = new Set<string>()
  for (const path of exercise.files.keys()) {
    const [top, folder, name, file] = path.split('/')
    if (top !== 'submissions') continue
    if (folder && name && file) names.add(`${folder}/${name}`)
    else mistakes.push({ pointer: path, detail: 'A sample is a folder: submissions/<expected>/<language>-<name>/.' })
  }
  const samples = [...names].sort().flatMap((name) => readSample(exercise, name, mistakes) ?? [])
  mistakes.push(...findMissingReferences(exercise, samples))
  if (mistakes.length > 0)
    throw new CallerError('package-invalid', `The samples have ${mistakes.length} mistake(s).`, { errors: mistakes })
  const ofKind = (kind: Sample['kind']) => samples.filter((sample) => sample.kind === kind)
  return [
    ...ofKind('reference'),
    ...exercise.languages.map((language) => starterOf(exercise, language)),
    ...bugsOf(exercise),
    ...ofKind('sample'),
  ]
}

function readSample(exercise: ExercisePackage, name: string, mistakes: ProblemDetail[]): Sample | undefined {
  const pointer = `submissions/${name}`
  const [folder = '', ownName = ''] = name.split('/')
  const refuse = (detail: string) => {
    mistakes.push({ pointer, detail })
    return undefined
  }
  if (!isSampleFolder(folder))
    return refuse(`"${folder}" is not a known expectation: use one of ${Object.keys(folderGuarantees).join(', ')}.`)
  const own = readExpectation(exercise.files, `${pointer}/expect.yaml`, mistakes)
  const language = own.language ?? ownName.split('-')[0] ?? ''
  if (!isLanguage(language) || !exercise.languages.includes(language)) {
    return refuse(`Its name must start with a language of the exercise and a dash: ${exercise.languages.join(', ')}.`)
  }
  const isReference = name === solutionName(language)
  const promised =
    isReference && exercise.weights.quality > 0
      ? { ...folderGuarantees[folder], ...referenceGuarantee }
      : folderGuarantees[folder]
  return {
    name,
    language,
    kind: isReference ? 'reference' : 'sample',
    files: filesUnder(exercise.files, pointer, 'expect.yaml'),
    expectation: narrow(promised, own),
  }
}

function readExpectation(files: SourceTree, path: string, mistakes: ProblemDetail[]): Expectation {
  const source = files.get(path)
  if (!source) return {}
  const read = readYamlFile(ExpectationSchema, path, source.toString('utf8'))
  mistakes.push(...read.mistakes)
  return read.value ?? {}
}

/** A range of `expect.yaml` fills in or tightens that of the folder, end by end. */
function narrow(promised: Expectation, own: Expectation): Expectation {
  return {
    ...promised,
    ...own,
    ...(promised.correctness && { correctness: { ...promised.correctness, ...own.correctness } }),
    ...(promised.speed && { speed: { ...promised.speed, ...own.speed } }),
    ...(promised.quality && { quality: { ...promised.quality, ...own.quality } }),
  }
}

function findMissingReferences(exercise: ExercisePackage, samples: readonly Sample[]): ProblemDetail[] {
  return exercise.languages
    .filter((language) => !samples.some((sample) => sample.kind === 'reference' && sample.language === language))
    .map((language) => ({
      pointer: `submissions/${solutionName(language)}/`,
      detail: `Missing: a solution in ${language} that earns every point.`,
    }))
}

const starterOf = (exercise: ExercisePackage, language: Language): Sample => ({
  name: `starter/${language}`,
  language,
  kind: 'starter',
  files: findStarter(exercise, language),
  expectation: exercise.weights.quality > 0 ? { ...starterGuarantee, ...givenGuarantee } : starterGuarantee,
})

/** Bugs of an exercise about suites are what its samples are graded by; here they would be graded themselves. */
function bugsOf({ kind, bugs }: ExercisePackage): Sample[] {
  if (kind === 'test-suite') return []
  return bugs.map(({ name, language, files }) => ({
    name: `bugs/${name}`,
    language,
    kind: 'bug',
    files,
    expectation: bugGuarantee,
  }))
}

/**
 * The samples that `--only` and `--language` leave. A pattern is a name (`accepted/node-reference`), the part after
 * its folder, a folder, or either with `*` for any letters. Nothing left is the caller's mistake.
 */
export function selectSamples(samples: readonly Sample[], only?: string, language?: Language): Sample[] {
  const pattern = only?.replace(/^submissions\//, '').replace(/\/$/, '')
  const selected = samples.filter(
    (sample) =>
      (language === undefined || sample.language === language) &&
      (pattern === undefined || matches(sample.name, pattern)),
  )
  if (selected.length > 0) return selected
  const names = samples.map((sample) => ({ pointer: '', detail: sample.name }))
  throw new CallerError('bad-request', 'No sample matches. The package has:', { errors: names })
}

/**
 * Without those in languages that cannot be graded on this machine, whose images are left out. If that is all there is,
 * they stay: whoever tries them is told what is missing.
 */
export function partSamples(
  samples: readonly Sample[],
  leftOut: readonly string[],
): { tried: Sample[]; notTried: Sample[] } {
  const tried = samples.filter(({ language }) => !leftOut.includes(language))
  if (tried.length === 0) return { tried: [...samples], notTried: [] }
  return { tried, notTried: samples.filter(({ language }) => leftOut.includes(language)) }
}

function matches(name: string, pattern: string): boolean {
  const [folder = '', ownName = ''] = name.split('/')
  return [name, ownName, folder].some((part) => matchesPattern(pattern, part))
}
