import type { ExercisePackage } from './exercise-package.js'
import type { Language } from './language.js'
import type { SourceTree } from './source-tree.js'

/** Name of the sample that is the exercise's own solution in a language, below `submissions/`. */
export const referenceName = (language: Language): string => `accepted/${language}-reference`

/** The files below a folder, by their paths in it; without `except`, which is such a path. */
export function filesUnder(files: SourceTree, folder: string, except?: string): SourceTree {
  const start = `${folder}/`
  const own = [...files].filter(([path]) => path.startsWith(start) && path !== start + except)
  return new Map(own.map(([path, content]) => [path.slice(start.length), content]))
}

/** The exercise's own solution in a language, as a submission would be; `undefined` where the package has none. */
export function findReference({ files }: Pick<ExercisePackage, 'files'>, language: Language): SourceTree | undefined {
  const own = filesUnder(files, `submissions/${referenceName(language)}`, 'expect.yaml')
  return own.size === 0 ? undefined : own
}

/** What a learner begins with in a language. */
export const findStarter = ({ files }: Pick<ExercisePackage, 'files'>, language: Language): SourceTree => filesUnder(files, `starter/${language}`)
