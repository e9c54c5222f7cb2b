import { isScenarioFile } from '../../../contracts/read-scenarios.js'
import type { ExercisePackage } from '../../../contracts/exercise-package.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import type { Language } from '../../../contracts/language.js'

/** The exercise's own solution in a language, as a submission would be; `undefined` where the package has none. */
export function findReference({ files }: ExercisePackage, language: Language): SourceTree | undefined {
  const folder = `submissions/accepted/${language}-reference/`
  const own = [...files].filter(([path]) => path.startsWith(folder) && path !== `${folder}expect.yaml`)
  return own.length === 0 ? undefined : new Map(own.map(([path, content]) => [path.slice(folder.length), content]))
}

/** Whether the exercise measures speed at all. */
export const hasScenarios = ({ files }: ExercisePackage): boolean => [...files.keys()].some(isScenarioFile)
