import { pathToFileURL } from 'node:url'
import { readCorpus, type Snippet } from './read-corpus.js'

interface Risk {
  rule: string
  line: number
  message: string
}

interface Analyst {
  parse: (file: { language: string; path: string; text: string }) => Promise<object>
  findRisks: (file: object, language: string, rules: readonly string[]) => Risk[]
  rules: readonly string[]
}

/** A snippet with what was found in it. */
export interface JudgedSnippet extends Snippet {
  isFound: boolean
  /** Rules that were found beside the one that it is about. */
  others: readonly string[]
}

/** The analyst's own program, as it lies in its image. */
async function loadAnalyst(): Promise<Analyst> {
  const load = (path: string) =>
    import(pathToFileURL(`sandbox-images/analyst/${path}`).href) as Promise<Record<string, never>>
  const [parsing, finding] = await Promise.all([load('structure/parse-file.mjs'), load('security/find-risks.mjs')])
  return {
    parse: parsing['parseFile']!,
    findRisks: finding['findRisks']!,
    rules: Object.keys(finding['securityRules']!),
  }
}

/** Reads every snippet of the corpus by itself, with all rules. */
export async function judgeCorpus(): Promise<JudgedSnippet[]> {
  const analyst = await loadAnalyst()
  const judged: JudgedSnippet[] = []
  for (const snippet of await readCorpus()) {
    const file = await analyst.parse({
      language: snippet.language,
      path: `src/service${snippet.language === 'node' ? '.js' : ''}`,
      text: snippet.text,
    })
    const rules = analyst.findRisks(file, snippet.language, analyst.rules).map(({ rule }) => rule)
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
