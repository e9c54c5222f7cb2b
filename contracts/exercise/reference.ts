import type { Language } from '../language.js'
import type { SourceTree } from '../source-tree.js'

export const exerciseKinds = ['service', 'test-suite'] as const
/** What learners hand in: a service, or a suite of tests that finds the bugs of services. */
export type ExerciseKind = (typeof exerciseKinds)[number]

/** Name of the sample that is the exercise's own submission in a language, below `submissions/`. */
export const solutionName = (language: Language): string => `accepted/${language}-reference`

/**
 * Where a package has the service that is right. What is accepted in an exercise about suites is a suite, so there it
 * is apart.
 */
export const referenceFolder = (kind: ExerciseKind, language: Language): string =>
  kind === 'test-suite' ? `reference/${language}` : `submissions/${solutionName(language)}`

/** The files below a folder, by their paths in it; without `except`, which is such a path. */
export function filesUnder(files: SourceTree, folder: string, except?: string): SourceTree {
  const start = `${folder}/`
  const own = [...files].filter(([path]) => path.startsWith(start) && path !== start + except)
  return new Map(own.map(([path, content]) => [path.slice(start.length), content]))
}

/** The exercise's own service in a language, as a submission would be; `undefined` where the package has none. */
export const findReference = (
  { kind, files }: { kind: ExerciseKind; files: SourceTree },
  language: Language,
): SourceTree | undefined => findFolder(files, referenceFolder(kind, language))

/**
 * What the exercise itself would hand in, a service or a suite; `undefined` where the package has none in the language.
 */
export const findSolution = ({ files }: { files: SourceTree }, language: Language): SourceTree | undefined =>
  findFolder(files, `submissions/${solutionName(language)}`)

function findFolder(files: SourceTree, folder: string): SourceTree | undefined {
  const own = filesUnder(files, folder, 'expect.yaml')
  return own.size === 0 ? undefined : own
}

/** What a learner begins with in a language. */
export const findStarter = ({ files }: { files: SourceTree }, language: Language): SourceTree =>
  filesUnder(files, `starter/${language}`)
