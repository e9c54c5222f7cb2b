import type { Language } from './language.js'
import type { SourceTree } from './source-tree.js'

export const exerciseKinds = ['service', 'test-suite'] as const
/** What learners hand in: a service, or a suite of tests that finds the bugs of services. */
export type ExerciseKind = (typeof exerciseKinds)[number]

/** Where a package has the service that is right. What is accepted in an exercise about suites is a suite, so there it is apart. */
export const referenceFolder = (kind: ExerciseKind, language: Language): string =>
  kind === 'test-suite' ? `reference/${language}/` : `submissions/accepted/${language}-reference/`

/** The exercise's own service in a language, as a submission would be; `undefined` where the package has none. */
export function findReference({ kind, files }: { kind: ExerciseKind; files: SourceTree }, language: Language): SourceTree | undefined {
  const folder = referenceFolder(kind, language)
  const own = [...files].filter(([path]) => path.startsWith(folder) && path !== `${folder}expect.yaml`)
  return own.length === 0 ? undefined : new Map(own.map(([path, content]) => [path.slice(folder.length), content]))
}
