import { languages, tellLanguage, type Language } from '../../contracts/language.js'
import type { SourceTree } from '../../contracts/source-tree.js'

/** Where no project file tells the language of what did not start, that it may be another one. */
export function tellGuess(language: Language, source: SourceTree): string | undefined {
  const told = tellLanguage(source.keys(), languages)
  if (!told?.isGuess) return undefined
  const why = told.language === language ? `because of ${told.path}` : 'though its files do not look like it'
  return `It was graded as ${language}, ${why}: if it is written in another language, choose that when you submit.`
}
