import t from 'tap'
import type { Language } from '../../../contracts/language.js'
import { planSuite } from '../../../worker/languages/plans.js'

function plan(language: Language, files: Record<string, string>) {
  return planSuite(language, new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])))
}
const test = (script: string) => ({ 'package.json': JSON.stringify({ scripts: { test: script } }) })

t.test('the test line of a Procfile wins in every language', async (t) => {
  const Procfile = 'web: node server.js\ntest: make check\n'
  const run = ['sh', '-c', 'trap : TERM\nmake check']
  t.match(plan('node', { Procfile, 'a.test.js': '' }), { build: null, run })
  t.match(plan('python', { Procfile, 'test_a.py': '' }), { build: null, run })
  t.match(plan('php', { Procfile }), { build: null, run })
  t.match(plan('ruby', { Procfile, 'spec/a_spec.rb': '' }), { build: null, run })
  t.match(plan('java', { Procfile, 'A.java': '' }), { run })
  t.match(plan('dotnet', { Procfile, 'A.csproj': '' }), { build: ['publish-service', './A.csproj'], run })
})

t.test('each language has its habit', async (t) => {
  t.match(plan('node', test('mocha')), { run: ['sh', '-c', 'trap : TERM\nmocha'] })
  t.match(plan('node', { ...test('echo "Error: no test specified" && exit 1'), 'a.test.mjs': '' }), {
    run: ['node', '--test', 'a.test.mjs'],
  })
  t.match(plan('node', { 'a.test.ts': '' }), { run: ['node', '--import', 'tsx', '--test', 'a.test.ts'] })
  t.match(plan('python', { 'checks/test_a.py': '' }), {
    build: null,
    run: ['python3', '-m', 'pytest', '-p', 'no:cacheprovider'],
  })
  t.match(plan('php', { 'ATest.php': '' }), { build: null, run: ['phpunit', '--do-not-cache-result', '.'] })
  t.match(plan('php', { 'ATest.php': '', 'composer.json': '{}' }), {
    build: ['build-composer'],
    run: ['phpunit', '--do-not-cache-result', '--bootstrap', 'vendor/autoload.php', '.'],
  })
  t.match(plan('java', { 'ATest.java': '' }), {
    build: ['javac', '-d', 'target/classes'],
    run: ['java', 'org.junit.platform.console.ConsoleLauncher', 'execute'],
  })
  t.match(plan('ruby', { 'spec/a_spec.rb': '' }), { build: null, run: ['rspec'] })
  t.match(plan('ruby', { 'suite/a_spec.rb': '', Gemfile: '' }), {
    build: ['build-bundle'],
    run: ['rspec', 'suite/a_spec.rb'],
  })
  t.match(plan('ruby', { 'test/b_test.rb': '', 'test/test_a.rb': '', 'test/test_helper.txt': '' }), {
    run: ['run-minitest', 'test/b_test.rb', 'test/test_a.rb'],
  })
  t.match(plan('dotnet', { 'Suite.csproj': '' }), { run: ['dotnet', 'vstest', 'bin/publish/Suite.dll'] })
  t.match(plan('dotnet', { 'Api.csproj': '', 'Suite.csproj': 'Microsoft.NET.Test.Sdk' }), {
    run: ['dotnet', 'vstest', 'bin/publish/Suite.dll'],
  })
})

t.test('a suite with nothing to run is refused in words', async (t) => {
  for (const language of ['node', 'python', 'java', 'php', 'dotnet', 'ruby'] as const)
    t.match(plan(language, { 'readme.md': '' }), { refusal: /^There is nothing to (run|build)/ }, language)
  t.match(plan('node', { 'package.json': '{' }), { refusal: /^package.json is not valid JSON: line 1, column 2/ })
  t.match(plan('python', { Procfile: `test: ${'x'.repeat(5000)}` }), { refusal: /at most 4096 characters/ })
})
