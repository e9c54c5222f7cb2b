import { findRisks, securityRules } from '../../sandbox-images/analyst/security/reader.js'
import { parseFile } from '../../sandbox-images/analyst/structure/parse-file.js'
import { readCorpus, type Snippet } from './read-corpus.js'

/** A snippet with what was found in it. */
export interface JudgedSnippet extends Snippet {
  isFound: boolean
  /** Rules that were found beside the one that it is about. */
  others: readonly string[]
}

/** Reads every snippet of the corpus by itself, with all rules. */
export async function judgeCorpus(): Promise<JudgedSnippet[]> {
  const judged: JudgedSnippet[] = []
  for (const snippet of await readCorpus()) {
    const path = `src/service${snippet.language === 'node' ? '.js' : ''}`
    const file = await parseFile(snippet.language, path, snippet.text)
    if (file === undefined) throw new Error(`A snippet takes too long to parse: ${snippet.what}`)
    const rules = findRisks(file, [...securityRules.keys()]).map(({ rule }) => rule)
    judged.push({
      ...snippet,
      isFound: rules.includes(snippet.rule),
      others: rules.filter((rule) => rule !== snippet.rule),
    })
  }
  return judged
}

/** Of what was found, how much is true, and of what is there, how much was found: both from 0 to 1. */
export function rateSnippets(snippets: readonly JudgedSnippet[]) {
  const truePositives = snippets.filter(({ isBad, isFound }) => isBad && isFound).length
  const found = snippets.filter(({ isFound }) => isFound).length
  const bad = snippets.filter(({ isBad }) => isBad).length
  return {
    bad,
    good: snippets.length - bad,
    precision: found === 0 ? 1 : truePositives / found,
    recall: bad === 0 ? 1 : truePositives / bad,
  }
}
