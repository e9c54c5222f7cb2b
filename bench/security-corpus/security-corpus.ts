import { languages } from '../../contracts/language.js'
import { judgeCorpus, rateSnippets, type JudgedSnippet } from './judge-corpus.js'

const asPercent = (share: number) => `${(100 * share).toFixed(0)} %`

function describe(snippets: readonly JudgedSnippet[]): string {
  const { bad, good, precision, recall } = rateSnippets(snippets)
  return `${asPercent(precision)} / ${asPercent(recall)} (${bad} + ${good})`
}

/** Prints precision and recall of each rule in each language, with the numbers of bad and good snippets. */
export async function measureSecurityCorpus({ print }: { print: (line: string) => void }): Promise<void> {
  const judged = await judgeCorpus()
  print(`| rule | ${languages.join(' | ')} | all |`)
  print(`| --- |${' --- |'.repeat(languages.length + 1)}`)
  for (const rule of new Set(judged.map((snippet) => snippet.rule))) {
    const ofRule = judged.filter((snippet) => snippet.rule === rule)
    const cells = languages.map((language) => describe(ofRule.filter((snippet) => snippet.language === language)))
    print(`| ${rule} | ${[...cells, describe(ofRule)].join(' | ')} |`)
  }
  print(
    `| all | ${languages.map((language) => describe(judged.filter((snippet) => snippet.language === language))).join(' | ')} | ${describe(judged)} |`,
  )
  print(
    `Held out: ${describe(judged.filter(({ isHeldOut }) => isHeldOut))}, the others: ${describe(judged.filter(({ isHeldOut }) => !isHeldOut))}.`,
  )
  for (const { rule, language, what, isBad, isFound } of judged) {
    if (isBad !== isFound) print(`${isBad ? 'missed' : 'false alarm'}: ${rule}, ${language}: ${what}`)
  }
}
