import t from 'tap'
import { detectLanguage, detectOther, languages, guessLanguage } from '../../contracts/language.js'

const cases: [files: string[], language: string | undefined][] = [
  [['package.json', 'src/server.ts'], 'node'],
  [['server.js'], 'node'],
  [['main.py'], 'python'],
  [['src/app/db.py'], 'python'],
  [['pom.xml', 'src/main/java/App.java'], 'java'],
  [['src/shop/Main.java', 'README.md'], 'java'],
  [['package.json', 'main.py', 'src/index.js'], 'node'],
  [['package.json', 'main.py'], 'python'],
  [['package.json'], 'node'],
  [['package.json', 'requirements.txt', 'app.py', 'index.html'], 'python'],
  [['package.json', 'manage.py', 'requirements.txt', 'site1/wsgi.py'], 'python'],
  [['package.json', 'pom.xml', 'src/main/java/App.java'], 'java'],
  [['package.json', 'P.csproj', 'Program.cs', 'vite.config.js'], 'dotnet'],
  [['package.json', 'index.php', 'static/app.js'], 'php'],
  [['app.js', 'index.php', 'style.css'], 'php'],
  [['index.js', 'run.py', 'templates/index.html'], 'python'],
  [['server.js', 'main.py'], 'node'],
  [['manage.py', 'site1/wsgi.py'], 'python'],
  [['Pipfile', 'src/app.py'], 'python'],
  [['requirements/base.txt', 'wsgi.py'], 'python'],
  [['settings.gradle.kts', 'app/src/main/java/App.java'], 'java'],
  [['composer.json', 'src/App.php'], 'php'],
  [['composer.json', 'package.json', 'artisan'], 'php'],
  [['public/index.php', 'public/app.js'], 'php'],
  [['index.php', 'README.md'], 'php'],
  [['Todo.csproj', 'Program.cs'], 'dotnet'],
  [['Todo.sln', 'src/Api/Api.csproj'], 'dotnet'],
  [['Program.cs'], 'dotnet'],
  [['Gemfile', 'app.rb', 'public/app.js'], 'ruby'],
  [['config.ru', 'lib/api.rb', 'package.json'], 'ruby'],
  [['app.rb', 'index.js'], 'ruby'],
  [['lib/todo.rb'], 'ruby'],
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

t.test('a project in a language that is not offered is named where a file is certain of it', async (t) => {
  t.equal(detectOther(['pom.xml', 'src/main/java/App.java'], ['node', 'python']), 'java')
  t.equal(detectOther(['App.java'], ['node', 'python']), undefined, 'a source file may be there for any reason')
  t.equal(detectOther(['pom.xml'], languages), undefined)
})

t.test('a language told by a source file alone is a guess', async (t) => {
  t.same(guessLanguage(['app.js', 'style.css'], languages), { language: 'node', path: 'app.js', isGuess: true })
  t.match(guessLanguage(['package.json', 'app.js'], languages), { isGuess: false })
  t.match(guessLanguage(['pom.xml'], languages), { isGuess: false })
})
