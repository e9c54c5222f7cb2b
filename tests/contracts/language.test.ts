import t from 'tap'
import { detectLanguage, languages } from '../../contracts/language.js'

const cases: [files: string[], language: string | undefined][] = [
  [['package.json', 'src/server.ts'], 'node'],
  [['server.js'], 'node'],
  [['main.py'], 'python'],
  [['src/app/db.py'], 'python'],
  [['pom.xml', 'src/main/java/App.java'], 'java'],
  [['src/shop/Main.java', 'README.md'], 'java'],
  [['package.json', 'main.py'], 'node'],
  [['composer.json', 'src/App.php'], 'php'],
  [['composer.json', 'package.json', 'artisan'], 'php'],
  [['public/index.php', 'public/app.js'], 'php'],
  [['index.php', 'README.md'], 'php'],
  [['Todo.csproj', 'Program.cs'], 'dotnet'],
  [['Todo.sln', 'src/Api/Api.csproj'], 'dotnet'],
  [['Program.cs'], 'dotnet'],
  [['README.md'], undefined],
  [[], undefined],
]

for (const [files, language] of cases) {
  t.test(`${files.join(' and ') || 'nothing'} is ${language ?? 'no language'}`, async (t) => {
    t.equal(detectLanguage(files, languages), language)
  })
}

t.test('a language that the exercise does not offer is never told', async (t) => {
  t.equal(detectLanguage(['package.json', 'main.py'], ['python']), 'python')
  t.equal(detectLanguage(['package.json'], ['python']), undefined)
})
