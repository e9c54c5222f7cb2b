import t from 'tap'
import { defaultLimits } from '../../../contracts/limits.js'
import type { StartFacts } from '../../../worker/checks/correctness/examination.js'
import type { Submitted } from '../../../worker/report/causes/cause.js'
import { noFacts } from '../../../worker/report/verdict.js'
import { summarise } from '../../../worker/report/words.js'
import { causeOf, ended, examination, handedIn } from './examination-fixture.js'

const silent: StartFacts = { ready: false, reason: 'no-listener', detail: 'Nothing listened.' }
const explain = (start: StartFacts, log: string, submitted: Submitted) =>
  summarise(
    { verdict: 'did-not-start', limit: null },
    { ...noFacts, examination: examination({ start, log }) },
    defaultLimits,
    submitted,
  )

const tsconfig =
  '{ "compilerOptions": { /* paths */ "outDir": "dist", "baseUrl": ".", "paths": { "@/*": ["./src/*"], "~db": ["src/db/index.ts"], }, } }'
const project = {
  'tsconfig.json': tsconfig,
  'src/db/pool.ts': '',
  'src/db/index.ts': '',
  'src/routes/a.ts': '\nimport { pool } from "@/db/pool";\nimport db from "~db"',
}

t.test('an alias of the compiler is no package: the relative path to write is named', async (t) => {
  const missing = (name: string, kind = 'module') =>
    `Error: Cannot find ${kind} '${name}'\nRequire stack:\n- /app/dist/routes/a.js`
  t.match(causeOf(missing('@/db/pool'), project), {
    detail: /^"@\/db\/pool" is your own file src\/db\/pool\.ts: an alias in tsconfig\.json\./,
    advice: /^Write "\.\.\/db\/pool" in src\/routes\/a\.ts, line 2, .*"imports" in package\.json/,
  })
  t.match(causeOf(missing('~db'), project)?.advice, 'Write "../db" in src/routes/a.ts, line 3')
  // An import of an ES module is read as a package with a scope.
  t.match(
    causeOf(missing('@/db', 'package'), { ...project, 'package.json': '{"type":"module"}' })?.advice,
    'Write "../db/pool.js" in',
  )
  t.match(
    causeOf(
      'TypeError [ERR_PACKAGE_IMPORT_NOT_DEFINED]: Package import specifier "#db" is not defined in package /app/package.json',
      {
        'tsconfig.json': tsconfig.replace('~db', '#db'),
        'src/db/index.ts': '',
        'src/a.ts': 'import db from "#db"',
      },
    )?.detail,
    '"#db" is your own file src/db/index.ts',
  )
  t.match(causeOf(missing('@/db/pool')), { detail: /is no package/, advice: /relative path/ })
  const bare = {
    'tsconfig.json': '{"compilerOptions":{"baseUrl":"src"}}',
    'src/db/pool.ts': '',
    'src/a.ts': "import { pool } from 'db/pool'",
  }
  t.match(causeOf(missing('db/pool'), bare)?.advice, 'Write "./db/pool" in src/a.ts, line 1')
  t.match(causeOf(missing('lodash'), project)?.detail, /^Something it needs is not installed/)
  t.match(causeOf(missing('@nestjs/core'), project)?.detail, /^Something it needs is not installed/)
})

t.test('a build script that builds a front end is to lose these steps', async (t) => {
  const npm =
    'npm error code ENOTCACHED\nnpm error request to https://registry.npmjs.org/@vitejs%2fplugin-react failed: cache mode is'
  const files = (build: string, more = {}) => ({
    'package.json': JSON.stringify({ scripts: { build, ...more } }),
    'client/package.json': '{"devDependencies":{"vite":"^5"}}',
  })
  const all = {
    detail:
      'The build script builds the front end in client, which is not needed here. It needs vite, which is not installed.',
    advice: 'Remove the "build" script from package.json.',
  }
  t.same(causeOf(npm, files('cd client && npm install && npm run build')), all)
  t.same(causeOf(npm, files('npm --prefix client ci && npm --prefix client run build')), all)
  t.same(causeOf('sh: 1: vite: not found', files('cd client && npm run build')), all)
  t.match(
    causeOf(npm, files('tsc && npm run client', { client: 'cd client/ && npm ci' }))?.advice,
    'Remove the steps for client from',
  )
  t.match(
    causeOf(npm, files('npm install && tsc'))?.detail,
    'it tried to download https://registry.npmjs.org/@vitejs/plugin-react.',
  )
  t.match(causeOf('sh: 1: vite: not found')?.advice, /It builds a front end/)
})

t.test('a server that listens only outside production is named', async (t) => {
  const told = (code: string, start = 'node index.js') =>
    explain(ended(0), '', handedIn({ 'index.js': code, 'package.json': JSON.stringify({ scripts: { start } }) }))
  const vercel =
    "const app = express()\nif (process.env.NODE_ENV !== 'production') {\n  const o = {}\n  app.listen(process.env.PORT)\n}\nmodule.exports = app"
  t.match(told(vercel), {
    detail: /index\.js:4 starts the server only if NODE_ENV is not "production", but here it is\.$/,
    advice: /^Call it without this condition/,
  })
  t.match(told("if (process.env.NODE_ENV === 'development') app.listen(3000)").detail, 'index.js:1')
  for (const other of [
    "if (process.env.NODE_ENV !== 'test') { app.listen(1) }",
    "if (process.env.NODE_ENV !== 'production') { log() }\napp.listen(1)",
  ])
    t.notMatch(told(other).detail, /NODE_ENV/)
  t.notMatch(told(vercel, 'NODE_ENV=development node index.js').detail, /NODE_ENV/)
})

t.test('a host that is a container elsewhere is named, with what to use instead', async (t) => {
  const compose = 'services:\n  api:\n    build: .\n  db:\n    image: postgres:16\n'
  const dotnet = {
    'docker-compose.yml': compose,
    'appsettings.json': '{\n  "ConnectionStrings": {\n    "Default": "Host=db;Port=5432"\n} }',
    'Program.cs': 'GetConnectionString("Default")',
  }
  for (const log of ['Waiting for the database (attempt 1) ...', '']) {
    t.match(explain(silent, log, handedIn(dotnet, 'dotnet')), {
      detail:
        'It ran for 20 seconds but did not listen on any port. appsettings.json, line 3, names the host "db", which does not exist here. It is a container of docker-compose.yml, which is not used.',
      advice: /^Use \$DATABASE_URL/,
    })
  }
  t.match(explain(ended(1), 'could not reach the database', handedIn(dotnet, 'dotnet')).detail, 'names the host "db"')
  t.notMatch(
    explain(
      silent,
      '',
      handedIn({ ...dotnet, 'Program.cs': 'Environment.GetEnvironmentVariable("DATABASE_URL")' }, 'dotnet'),
    ).detail,
    /"db"/,
  )
  t.match(
    explain(silent, '', handedIn({ 'a.py': 'pool = connect("postgresql://me:pw@postgres:5432/x")' }, 'python')).detail,
    'a.py, line 1, names the host "postgres"',
  )
  for (const other of [
    'connect(host=db)',
    'host = db',
    'connect(host=os.environ.get("HOST", "db"))',
    '# host="db"',
    '@db',
  ]) {
    t.notMatch(explain(silent, '', handedIn({ 'a.py': `${other}\n` }, 'python')).detail, /the host/, other)
  }
  t.same(
    causeOf('Error: getaddrinfo ENOTFOUND db', {
      'docker-compose.yml': compose,
      'src/db.js': "\nnew Pool({ host: 'db' })",
    }),
    {
      detail:
        'There is no host "db" here (src/db.js, line 2). It is a container of docker-compose.yml, which is not used.',
      advice:
        'Use $DATABASE_URL: it contains the host, the user, the password and the database to use here. If your code needs them separately, they are in DB_HOST, DB_USER, DB_PASSWORD and DB_NAME.',
    },
  )
  for (const line of [
    'could not translate host name "mysql" to address: Name or service not known',
    'PDOException: php_network_getaddresses: getaddrinfo for mysql failed: Temporary failure in name resolution',
    'java.net.UnknownHostException: mysql',
  ]) {
    t.equal(causeOf(line)?.detail, 'There is no host "mysql" here.')
  }
  t.match(causeOf('redis.exceptions.ConnectionError: Error -2 connecting to redis:6379. Name or service not known.'), {
    detail: 'There is no host "redis" here.',
    advice: /^Use \$REDIS_URL/,
  })
  t.match(causeOf('Error: getaddrinfo ENOTFOUND api.example.com')?.detail, /^Host names cannot be resolved here/)
})

t.test('where the compiler wrote a file that Node does not find, by its settings', async (t) => {
  const find = (file: string, config: object, files: Record<string, string> = {}, build = 'tsc') =>
    causeOf(`Error: Cannot find module '/app/${file}'\n    at Function._resolveFilename`, {
      'package.json': JSON.stringify({ scripts: { build, start: `node ${file}` } }),
      'tsconfig.json': JSON.stringify(config),
      'src/server.ts': 'import "./db/pool"',
      'src/db/pool.ts': '',
      ...files,
    })
  const dist = { compilerOptions: { outDir: 'dist' } }
  t.match(find('dist/server.js', { ...dist, include: ['src', 'tests'] }, { 'tests/a.test.ts': '' }), {
    detail:
      'There is no dist/server.js: the build wrote dist/src/server.js, because tsconfig.json has no "rootDir" and also compiles tests/a.test.ts.',
    advice: 'Start dist/src/server.js instead, or compile only src: "include": ["src"].',
  })
  t.match(
    find('dist/server.js', dist, { 'package.json': '{}', 'vitest.config.ts': '' })?.detail,
    'also compiles vitest.config.ts',
  )
  t.match(
    find('dist/server', { ...dist, include: ['src/**/*.ts'] }, { 'src/server.ts': 'import p from "../package.json"' }),
    { detail: /wrote dist\/src\/server\.js, because .* src\/server\.ts imports package\.json\.$/ },
  )
  t.match(
    find('dist/src/server.js', { ...dist, include: ['src'] })?.detail,
    'the build wrote dist/server.js, because tsconfig.json has no "rootDir" and all sources are in src.',
  )
  t.match(
    find('dist/server.js', { compilerOptions: { outDir: './build', rootDir: 'src' } })?.detail,
    'the build wrote build/server.js, because tsconfig.json sets "outDir" to "build".',
  )
  t.match(
    find('dist/server.js', { compilerOptions: { outDir: 'dist', rootDir: '.' } })?.detail,
    'the build wrote dist/src/server.js, because its "rootDir" is ".".',
  )
  t.match(
    find('dist/server.js', { include: ['src'] })?.detail,
    'wrote src/server.js, because tsconfig.json has no "outDir"',
  )
  t.match(find('dist/server.js', { compilerOptions: { outDir: 'dist', noEmit: true } })?.detail, /sets "noEmit"/)
  t.match(
    find(
      'dist/server.js',
      { extends: './base.json' },
      { 'base.json': JSON.stringify({ ...dist, include: ['.'] }), 'a.ts': '' },
    )?.detail,
    'the build wrote dist/src/server.js',
  )

  const nothing = [
    find('dist/server.js', { ...dist, include: ['src'] }),
    find('dist/other.js', dist, { 'a.ts': '' }),
    find('dist/server.js', { ...dist, exclude: ['tests', '**/*.config.ts'] }, { 'tests/a.ts': '', 'a.config.ts': '' }),
    find('dist/server.js', dist, { 'a.ts': '' }, 'esbuild src/server.ts --outdir=dist'),
    find('dist/server.js', dist, { 'a.ts': '' }, 'tsc --rootDir src'),
    find('dist/server.js', { extends: '../base.json' }, { 'a.ts': '' }),
  ]
  t.same(
    nothing.map((cause) => cause?.detail),
    nothing.map(() => undefined),
  )
})
