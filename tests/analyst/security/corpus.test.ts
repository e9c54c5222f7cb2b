import t from 'tap'
import { judgeCorpus, rateSnippets } from '../../../bench/security-corpus/judge-corpus.js'
import type { Language } from '../../../contracts/language.js'
import { findRisks } from '../../../sandbox-images/analyst/security/reader.js'
import { parseFile } from '../../../sandbox-images/analyst/structure/parse-file.js'

const judged = await judgeCorpus()
const rules = [...new Set(judged.map(({ rule }) => rule))]

t.test('what is found of the corpus is true to 95 in 100 and more', async (t) => {
  t.ok(rateSnippets(judged).precision >= 0.95)
  t.same(
    judged
      .filter(({ isBad, isFound }) => isFound && !isBad)
      .map(({ rule, language, what }) => `${rule} ${language}: ${what}`),
    [],
  )
})

t.test('every rule finds something in every language', async (t) => {
  t.equal(rules.length, 7)
  for (const rule of rules) {
    for (const language of ['node', 'python', 'java', 'php', 'dotnet', 'ruby']) {
      const cell = rateSnippets(judged.filter((snippet) => snippet.rule === rule && snippet.language === language))
      t.ok(cell.bad >= 6 && cell.good >= 6 && cell.recall >= 0.8, `${rule} ${language}: ${JSON.stringify(cell)}`)
    }
  }
})

t.test('no rule takes a snippet for what it is not about', async (t) => {
  t.same(
    judged
      .filter(({ isBad, others }) => !isBad && others.length > 0)
      .map(({ rule, language, what, others }) => `${rule} ${language}: ${what}: ${others.join()}`),
    [],
  )
})

t.test('of a secret that stands behind a variable of the environment, the fallback is to be removed', async (t) => {
  const told = async (language: Language, text: string) => {
    const file = await parseFile(language, 'src/a', text)
    return file && findRisks(file, ['secret-in-source']).map(({ message }) => message)
  }
  const value = 'django-insecure-k3y'
  t.match(await told('python', `SECRET_KEY = os.environ.get("SECRET_KEY", "${value}")\n`), [/Remove the fallback\.$/])
  t.match(await told('php', `<?php\n$jwtSecret = $_ENV['JWT_SECRET'] ?? '${value}';\n`), [/Remove the fallback\.$/])
  t.match(await told('python', `SECRET_KEY = "${value}"\n`), [/^The source contains a secret here/])
})
