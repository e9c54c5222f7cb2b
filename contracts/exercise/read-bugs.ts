import { Type } from 'typebox'
import type { ProblemDetail } from '../errors.js'
import { idPattern, type ShowLevel, showLevels } from '../hidden-tests.js'
import { type Language, languages, LanguageSchema } from '../language.js'
import type { SourceTree } from '../source-tree.js'
import { EditsSchema, makeEdits } from './edits.js'
import type { Manifest } from './manifest.js'
import { type ExerciseKind, findReference, referenceFolder } from './reference.js'
import { readYamlFile } from './yaml-file.js'

interface Reading {
  kind: ExerciseKind
  manifest: Manifest
  files: SourceTree
  mistakes: ProblemDetail[]
}

const bugName = new RegExp(idPattern)

/**
 * The planted bugs of a package by name, each the reference of a language with a few edits. Adds to
 * `mistakes` what is wrong, as far as it shows without running them.
 */
export function readBugs(manifest: Manifest, files: SourceTree, mistakes: ProblemDetail[]): Bug[] {
  const reading = { kind: manifest.kind ?? 'service', manifest, files, mistakes }
  const names = new Set<string>()
  for (const path of files.keys()) {
    const [top, name, file] = path.split('/')
    if (top !== 'bugs') continue
    if (name !== undefined && file !== undefined) names.add(name)
    if (path !== `bugs/${name}/bug.yaml`)
      mistakes.push({ pointer: path, detail: 'A planted bug is a file: bugs/<name>/bug.yaml.' })
  }
  if (names.size > mostBugs)
    mistakes.push({ pointer: 'bugs/', detail: `There are ${names.size} planted bugs; the maximum is ${mostBugs}.` })
  return [...names].sort().flatMap((name) => readBug(name, reading) ?? [])
}

function readBug(name: string, reading: Reading): Bug | undefined {
  const { kind, manifest, files, mistakes } = reading
  const pointer = `bugs/${name}/bug.yaml`
  const refuse = (place: string, detail: string) => void mistakes.push({ pointer: place, detail })
  if (!bugName.test(name))
    return refuse(
      `bugs/${name}/`,
      'The name of a bug may have only lower-case letters, digits and dashes: it is the id in reports.',
    )
  const source = files.get(pointer)
  if (!source) return refuse(pointer, 'Missing: a bug.yaml with a title and edits.')
  const read = readYamlFile(BugFileSchema, pointer, source.toString('utf8'))
  mistakes.push(...read.mistakes)
  if (!read.value) return undefined
  const { title, points = defaultBugPoints, show = manifest.bugs?.show ?? 'nothing' } = read.value
  const language = read.value.language ?? firstWithReference(reading)
  const reference = findReference({ kind, files }, language)
  if (!reference)
    return refuse(
      read.at('/language'),
      `There is no reference to plant it in: ${referenceFolder(kind, language)}/ is missing.`,
    )
  const planted = makeEdits(reference, read.value.edits, 'reference', (edit, detail) =>
    refuse(read.at(`/edits/${edit}`), detail),
  )
  return { name, title, language, points, show, files: planted }
}

/** In the order of the manifest; of an exercise about suites, services may be in any language. */
function firstWithReference({ kind, manifest, files }: Reading): Language {
  const offered = [...manifest.languages, ...languages]
  return offered.find((language) => findReference({ kind, files }, language) !== undefined) ?? (offered[0] as Language)
}

/**
 * What a package of kind `test-suite` must have, and what would do nothing in it. `at` tells places in the manifest.
 */
export function findSuiteMistakes(
  manifest: Manifest,
  bugs: readonly Bug[],
  files: SourceTree,
  at: (pointer: string) => string,
): ProblemDetail[] {
  const found: ProblemDetail[] = []
  const surplus = [...files.keys()].find((path) => path.startsWith('hidden/'))
  if (surplus !== undefined)
    found.push({
      pointer: surplus,
      detail: 'Suites are graded by the planted bugs they catch: an exercise of kind test-suite has no hidden/.',
    })
  if (manifest.suites)
    found.push({
      pointer: at('/suites'),
      detail: 'An exercise of kind test-suite has no suites of its own: learners submit the suite.',
    })
  if (manifest.contract)
    found.push({
      pointer: at('/contract'),
      detail: 'The contract earns no points in kind test-suite: no response of a learner is compared with it.',
    })
  if (manifest.secondRound)
    found.push({
      pointer: at('/secondRound'),
      detail: 'There is no second round in kind test-suite: a suite runs on each bug once.',
    })
  if (manifest.weights.speed > 0)
    found.push({ pointer: at('/weights/speed'), detail: 'Expected 0: the speed of a suite is not measured.' })
  if (bugs.reduce((sum, { points }) => sum + points, 0) === 0)
    found.push({ pointer: 'bugs/', detail: 'Missing: at least one planted bug that is worth points.' })
  return found
}

/** `bugs/<name>/bug.yaml`, as `docs/exercises.md` explains it. Unknown keys are refused. */
const BugFileSchema = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 300 }),
    description: Type.Optional(Type.String({ maxLength: 2000 })),
    /** The language of the reference that the bug is planted in; the first that has one where absent. */
    language: Type.Optional(LanguageSchema),
    points: Type.Optional(Type.Number({ minimum: 0, maximum: 1000 })),
    show: Type.Optional(Type.Enum([...showLevels])),
    /** What makes the bug. */
    edits: EditsSchema,
  },
  { additionalProperties: false },
)
/** A service that is right but for one planted bug. */
export interface Bug {
  /** The folder's name: the id under which a report lists it. */
  name: string
  title: string
  language: Language
  points: number
  show: ShowLevel
  /** The whole service: the reference with the bug's edits. */
  files: SourceTree
}

const defaultBugPoints = 1

/** Each bug is a run of its own, so their number decides how long a suite takes to grade. */
const mostBugs = 40
