import { CallerError } from '../contracts/errors.js'
import type { ExercisePackage } from '../contracts/exercise-package.js'
import type { SourceTree } from '../contracts/source-tree.js'
import { findProjectFolders } from '../contracts/find-project.js'
import { detectLanguage, languageNames, listLanguages, type Language } from '../contracts/language.js'

/** The language a submission is graded in: the one asked for, else the one its files tell. Throws `CallerError`. */
export function chooseLanguage(exercise: ExercisePackage, source: SourceTree, asked: Language | undefined): Language {
  if (asked !== undefined && !exercise.languages.includes(asked)) {
    throw new CallerError(
      'language-not-offered',
      `${exercise.slug} is available in ${listLanguages(exercise.languages)}, not in ${languageNames[asked]}.`,
    )
  }
  const language = asked ?? detectLanguage(source.keys(), exercise.languages)
  if (language) return language
  const [folder] = findProjectFolders([...source.keys()])
  const found = folder === undefined ? '' : ` The folder ${folder} looks like a project: use that one.`
  throw new CallerError(
    'language-unknown',
    `The files do not show it; set it with --language (${exercise.languages.join(', ')}).${found}`,
  )
}
