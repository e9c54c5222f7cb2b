import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import t from 'tap'
import { planStart } from '../../../worker/languages/plans.js'

const dotnet = (files: Record<string, string>) =>
  planStart('dotnet', new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])))

const web = '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>'
const library = '<Project Sdk="Microsoft.NET.Sdk"></Project>'

t.test('the one project is published and its program started in the folder it was published to', async (t) => {
  const plan = dotnet({ 'Todo.Api.csproj': web, 'Program.cs': '' })
  t.match(plan, { build: ['publish-service', './Todo.Api.csproj'] })
  t.match(plan, { start: ['sh', '-c', /\ncd bin\/publish\n[^]*\nexec dotnet "\$0"$/, 'Todo.Api.dll'] })
})

t.test('a project may lie deeper', async (t) => {
  t.match(dotnet({ 'Todo.sln': '', 'src/Api/Api.csproj': web }), {
    build: ['publish-service', './src/Api/Api.csproj'],
    start: ['sh', '-c', /./, 'Api.dll'],
  })
})

t.test('ASP.NET Core is told the port, for our start line and for one of a Procfile', async (t) => {
  const setsUrls = /^export ASPNETCORE_URLS="http:\/\/\*:\$PORT"\n/
  t.match(dotnet({ 'A.csproj': web }), { start: ['sh', '-c', setsUrls, 'A.dll'] })
  const plan = dotnet({ 'A.csproj': web, Procfile: 'web: dotnet bin/publish/A.dll --verbose' })
  t.match(plan, { build: ['publish-service', './A.csproj'] })
  t.match(plan, {
    start: [
      'sh',
      '-c',
      /^trap : TERM\nexport ASPNETCORE_URLS="http:\/\/\*:\$PORT"\ndotnet bin\/publish\/A.dll --verbose$/,
    ],
  })
})

t.test('a project that sets the name of its program is started by it', async (t) => {
  const named = (name: string) =>
    dotnet({ 'A.csproj': `<Project><PropertyGroup><AssemblyName> ${name} </AssemblyName></PropertyGroup></Project>` })
  t.match(named('todo'), { start: ['sh', '-c', /./, 'todo.dll'] })
  t.match(
    named('$(MSBuildProjectName)'),
    { start: ['sh', '-c', /./, 'A.dll'] },
    'what only a build could work out is not guessed',
  )
})

t.test('a program with another name than expected is started if it is the only one', async (t) => {
  const { start } = dotnet({ 'A.csproj': web }) as { start: readonly string[] }
  const run = (names: string[]) => {
    const cwd = t.testdir({
      bin: { publish: Object.fromEntries(names.map((name) => [name, ''])) },
      dotnet: '#!/bin/sh\necho "$@"\n',
    })
    chmodSync(`${cwd}/dotnet`, 0o755)
    const env = { ...process.env, PATH: `${cwd}:${process.env['PATH']}` }
    return execFileSync(start[0] as string, start.slice(1), { cwd, env, encoding: 'utf8' }).trim()
  }
  t.equal(run(['A.dll', 'A.runtimeconfig.json']), 'A.dll')
  t.equal(run(['acme.web.dll', 'acme.web.runtimeconfig.json', 'Other.dll']), 'acme.web.dll')
  t.equal(run(['B.dll', 'B.runtimeconfig.json', 'C.dll', 'C.runtimeconfig.json']), 'A.dll')
})

t.test('of several projects the only one for the web is taken', async (t) => {
  const files = { 'src/Api/Api.csproj': web, 'src/Core/Core.csproj': library, 'Api.Tests/Api.Tests.csproj': library }
  t.match(dotnet(files), { build: ['publish-service', './src/Api/Api.csproj'] })
})

t.test('of several projects the one that a Procfile names is taken', async (t) => {
  const files = { 'Api.csproj': web, 'Admin/Admin.csproj': web, 'Admin.Api/Admin.Api.csproj': web }
  t.match(dotnet({ ...files, Procfile: 'web: dotnet bin/publish/Admin.dll' }), {
    build: ['publish-service', './Admin/Admin.csproj'],
  })
  t.match(dotnet({ ...files, Procfile: 'web: cd bin/publish; ./Api' }), { build: ['publish-service', './Api.csproj'] })
})

t.test('several projects of which none stands out are refused, with how to name one', async (t) => {
  t.match(dotnet({ 'A.csproj': web, 'B.csproj': web }), {
    refusal: /: A\.csproj and B\.csproj\.$/,
    advice: /Procfile .*: web: dotnet bin\/publish\/A\.dll$/,
  })
  t.match(dotnet({ 'A.csproj': library, 'B.csproj': library }), { refusal: /A\.csproj and B\.csproj/ })
  const many = Object.fromEntries([...'ABCDEF'].map((name) => [`${name}.csproj`, web]))
  t.match(dotnet(many), { refusal: /A\.csproj, B\.csproj, C\.csproj, D\.csproj and 2 more/ })
})

t.test('a project of tests is neither started nor suggested', async (t) => {
  const tests = '<Project Sdk="Microsoft.NET.Sdk"><PackageReference Include="xunit" Version="2.9.2" /></Project>'
  t.match(dotnet({ 'Api.Tests/Api.Tests.csproj': tests, 'Api/Api.csproj': library }), {
    build: ['publish-service', './Api/Api.csproj'],
  })
  t.match(dotnet({ 'Api.csproj': web, 'tests/Api.csproj': tests, Procfile: 'web: dotnet bin/publish/Api.dll' }), {
    build: ['publish-service', './Api.csproj'],
  })
  t.match(dotnet({ 'A.Tests/A.Tests.csproj': tests, 'B.csproj': web, 'C.csproj': web }), {
    refusal: /: B\.csproj and C\.csproj\.$/,
    advice: /publish\/B\.dll$/,
  })
  t.match(dotnet({ 'A.Tests.csproj': tests }), {
    refusal: 'There is nothing to start: every project (*.csproj) is a test project.',
  })
})

t.test('a program without a project is told how to make one', async (t) => {
  t.match(dotnet({ 'app.cs': '#:sdk Microsoft.NET.Sdk.Web\napp.Run();' }), {
    refusal: /app\.cs is a program without a project/,
    advice: /"dotnet project convert app\.cs"/,
  })
})

t.test('no project is refused; what a build left behind is none', async (t) => {
  t.match(dotnet({ 'README.md': '' }), { refusal: /no project \(\*\.csproj\)/ })
  t.match(dotnet({ 'Program.cs': '' }), { refusal: /there are \*\.cs files, but no project/ })
  t.match(dotnet({ 'obj/A.csproj': web, 'src/bin/Debug/B.csproj': web }), { refusal: /no project/ })
})

t.test('a start line that would build again is refused', async (t) => {
  t.match(dotnet({ 'A.csproj': web, Procfile: 'web: dotnet run --project A.csproj' }), {
    refusal: /"dotnet run" would build again/,
  })
})
