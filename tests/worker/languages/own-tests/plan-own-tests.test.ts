import t from 'tap'
import type { Language } from '../../../../contracts/language.js'
import { planOwnTests } from '../../../../worker/languages/plans.js'

const plan = (language: Language, files: Record<string, string>) =>
  planOwnTests(language, new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])))

const packageJson = (scripts: Record<string, string>) => JSON.stringify({ scripts })

t.test('Node: the test script runs after the build of the service, without its NODE_ENV', async (t) => {
  const planned = plan('node', { 'package.json': packageJson({ test: 'jest', build: 'tsc' }), 'server.js': '' })
  t.match(planned, { command: 'npm test', builds: [['npm', 'run', 'build']], options: ['--compiled'] })
  t.notMatch(planned, { env: { NODE_ENV: /./ } })
})

t.test('Node: a project without a build has only sources', async (t) => {
  t.match(plan('node', { 'package.json': packageJson({ test: 'node --test' }), 'server.js': '' }), {
    builds: [],
    options: [],
  })
})

t.test('Node: no script, and what npm init writes for one, are no tests', async (t) => {
  const placeholder = packageJson({ test: 'echo "Error: no test specified" && exit 1' })
  t.match(plan('node', { 'package.json': placeholder, 'server.js': '' }), {
    command: 'npm test',
    missing: /no script "test"/,
  })
  t.match(plan('node', { 'server.js': '' }), { missing: /no script "test"/ })
})

t.test('Python: files that pytest collects, in any folder of the learner', async (t) => {
  t.match(plan('python', { 'main.py': '', 'tests/test_main.py': '' }), { command: 'pytest', builds: [] })
  t.match(plan('python', { 'main.py': '', 'main_test.py': '' }), { command: 'pytest' })
  t.match(plan('python', { 'main.py': '', 'tests/contest.py': '', '.venv/lib/site-packages/x/test_x.py': '' }), {
    missing: /test_\*\.py/,
  })
})

t.test('Java: Maven compiles what lies in src/test/java', async (t) => {
  const files = {
    'pom.xml': '<project/>',
    'src/main/java/Main.java': 'class Main { public static void main(String[] args) {} }',
  }
  const planned = plan('java', { ...files, 'src/test/java/MainTest.java': '' })
  t.match(planned, {
    command: 'mvn test',
    builds: [['build-maven', '--with-tests']],
    options: ['@target/test-classpath'],
  })
  t.match(plan('java', { ...files, 'tests/MainTest.java': '' }), { missing: /src\/test\/java/ })
})

t.test('Java: plain tests are compiled after the sources, and found after them and the libraries', async (t) => {
  const planned = plan('java', {
    'Main.java': 'class Main { public static void main(String[] args) {} }',
    'test/MainTest.java': '',
  })
  t.match(planned, {
    builds: [
      ['javac', '-d', 'target/classes'],
      ['javac', '-d', 'target/test-classes'],
    ],
  })
  t.match(planned, { env: { CLASSPATH: /^\/opt\/java\/libraries\.jar:target\/classes:.*target\/test-classes$/ } })
})

t.test('PHP: a phpunit.xml says what runs; without one it is the folders with tests', async (t) => {
  const files = {
    'public/index.php': '',
    'src/App.php': '',
    'src/Db/Rows.php': '',
    'tests/unit/AppTest.php': '',
    'vendor-list.txt': '',
  }
  const filters = ['--coverage-filter', 'public', '--coverage-filter', 'src']
  t.same(plan('php', files), { command: 'phpunit', builds: [], folder: '.', options: [...filters, 'tests'], env: {} })
  t.match(plan('php', { ...files, 'phpunit.xml': '' }), { options: filters })
  t.match(plan('php', { 'public/index.php': '', 'vendor/x/tests/XTest.php': '' }), { missing: /\*Test\.php/ })
})

t.test('PHP: Composer is told of what is for development, and its classes are known to the tests', async (t) => {
  const planned = plan('php', { 'public/index.php': '', 'composer.json': '{}', 'tests/AppTest.php': '' })
  t.match(planned, { builds: [['build-composer', '--with-tests']] })
  t.match(planned, { options: ['--coverage-filter', 'public', '--bootstrap', 'vendor/autoload.php', 'tests'] })
})

t.test('.NET: the project with the SDK for tests is published, and its program run where it lies then', async (t) => {
  const web = '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>'
  const tests =
    '<Project Sdk="Microsoft.NET.Sdk"><PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.0.0" /></Project>'
  const planned = plan('dotnet', { 'src/Api/Api.csproj': web, 'tests/Api.Tests/Api.Tests.csproj': tests })
  t.match(planned, {
    command: 'dotnet test tests/Api.Tests/Api.Tests.csproj',
    folder: 'bin/publish',
    options: ['Api.Tests.dll'],
  })
  t.match(planned, { builds: [['publish-service', './tests/Api.Tests/Api.Tests.csproj', /test-projects\.targets$/]] })
  t.match(plan('dotnet', { 'Api.csproj': web }), { missing: /Microsoft\.NET\.Test\.Sdk/ })
})

t.test('Ruby: specs go first, and tests are for minitest, in the mode for tests', async (t) => {
  const files = { 'app.rb': '', Gemfile: '' }
  const planned = plan('ruby', { ...files, 'spec/app_spec.rb': '', 'test/app_test.rb': '' })
  t.match(planned, { command: 'rspec', builds: [['build-bundle']], options: ['rspec'], env: { RACK_ENV: 'test' } })
  t.match(plan('ruby', { 'app.rb': '', 'test/app_test.rb': '', 'test/test_helper.rb': '' }), {
    command: 'ruby -Ilib -Itest',
    builds: [],
    options: ['minitest', 'test/app_test.rb'],
  })
  t.match(plan('ruby', { ...files, 'vendor/x/spec/x_spec.rb': '' }), { missing: /\*_spec\.rb/ })
})

t.test('what cannot be started has no tests to run', async (t) => {
  t.match(plan('python', { 'test_x.py': '' }), { missing: /nothing to start/ })
})
