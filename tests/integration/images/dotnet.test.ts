import t, { type Test } from 'tap'
import { leftOutImages, listImages } from '../../../worker/sandbox/images/list-images.js'
import { leftOutAdvice } from '../../../worker/sandbox/images/sdk-image.js'
import { docker, runInImage, type ProgramResult } from './image-container.js'

/** What was not tried has to say so: a machine without an SDK passes without these tests. */
const skip = leftOutImages(await listImages(docker)).includes('dotnet')
  ? `the image is left out: ${leftOutAdvice}`
  : false

const webProject = (packages: readonly string[] = [], properties = '') => `<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>${properties}</PropertyGroup>
  <ItemGroup>${packages.map((name) => `<PackageReference Include="${name}" Version="1.0.0" />`).join('')}</ItemGroup>
</Project>`

const hello = 'var app = WebApplication.CreateBuilder(args).Build(); app.MapGet("/", () => "hello"); app.Run();'

/** Publishes files in a folder of the volume, as a build does, and then runs a shell line there. */
function publish(files: Record<string, string>, then = 'true', project = './App.csproj'): Promise<ProgramResult> {
  const write = Object.entries(files).map(
    ([path, text]) => `mkdir -p "$(dirname '${path}')" && printf '%s' '${text}' > '${path}'`,
  )
  const command = [
    'sh',
    '-c',
    `mkdir /data/app && cd /data/app && ${write.join(' && ')} && publish-service ${project} && ${then}`,
  ]
  return runInImage({
    image: 'dotnet',
    role: 'build',
    listens: then !== 'true',
    command,
    env: { HOME: '/tmp' },
    memoryMb: 512,
    tmpMb: 128,
    pids: 256,
  })
}

const test = (title: string, run: (t: Test) => Promise<void>) => t.test(title, { skip, timeout: 180_000 }, run)

test('.NET 10 is there, with ASP.NET Core', async (t) => {
  const { exitCode, output } = await runInImage({
    image: 'dotnet',
    role: 'subject',
    command: ['dotnet', '--list-runtimes'],
  })
  t.equal(exitCode, 0)
  t.match(output, /^Microsoft\.AspNetCore\.App 10\./m)
  t.match(output, /^Microsoft\.NETCore\.App 10\./m)
})

test('a project is published without a network and answers on the port it is told, with all packages of the list', async (t) => {
  const packages = [
    'BCrypt.Net-Next',
    'Dapper',
    'EFCore.NamingConventions',
    'FluentValidation',
    'Microsoft.AspNetCore.Authentication.JwtBearer',
    'Microsoft.AspNetCore.OpenApi',
    'Microsoft.Data.Sqlite',
    'Microsoft.EntityFrameworkCore.Design',
    'Microsoft.EntityFrameworkCore.Sqlite',
    'MySqlConnector',
    'Npgsql',
    'Npgsql.EntityFrameworkCore.PostgreSQL',
    'Serilog.AspNetCore',
    'StackExchange.Redis',
    'Swashbuckle.AspNetCore',
  ]
  const files = {
    // Whatever older version is asked for, the one of the image is used.
    'App.csproj': webProject(packages, '<TreatWarningsAsErrors>true</TreatWarningsAsErrors>'),
    'Program.cs': hello,
    // What an earlier build left behind is not taken for up to date.
    'bin/publish/App.dll': 'old',
    'obj/Release/net10.0/App.dll': 'old',
    'obj/project.assets.json': '{}',
    // Tests in a folder of the service are no part of it.
    'Tests/Tests.csproj':
      '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><PackageReference Include="xunit" Version="2.0.0" /></ItemGroup></Project>',
    'Tests/T.cs': 'using Xunit;',
  }
  const ask = "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && tail -n 1 <&3"
  const serve = `(ASPNETCORE_URLS='http://*:8080' dotnet App.dll > /tmp/log & for i in $(seq 60); do sleep 0.5; bash -c "${ask}" 2>/tmp/no && break; done)`
  const { exitCode, output } = await publish(files, `cd bin/publish && ls && head -c 2 App.dll && echo && ${serve}`)
  t.equal(exitCode, 0, output)
  for (const file of ['Npgsql.dll', 'Dapper.dll', 'StackExchange.Redis.dll', 'runtimes']) t.match(output, file)
  t.same(output.split('\n').slice(-2), ['MZ', 'hello'])
})

test('a program for an older framework, locked and with warnings for errors, is built for the one that is here', async (t) => {
  const packages = [
    '<PackageReference Include="Dapper" Version="2.0.0" />',
    '<PackageReference Include="System.Text.Json" Version="8.0.0" />',
    '<PackageReference Include="StyleCop.Analyzers" Version="1.1.118" PrivateAssets="all" />',
    '<PackageReference Include="Microsoft.EntityFrameworkCore.Tools" Version="8.0.8"><PrivateAssets>all</PrivateAssets></PackageReference>',
  ]
  const settings =
    '<TargetFramework>net8.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><RestorePackagesWithLockFile>true</RestorePackagesWithLockFile><RestoreLockedMode>true</RestoreLockedMode><TreatWarningsAsErrors>true</TreatWarningsAsErrors><NoWarn>CS1591</NoWarn>'
  const { exitCode, output } = await publish(
    {
      'App.csproj': `<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>${settings}</PropertyGroup><ItemGroup>${packages.join('')}<ProjectReference Include="Core/Core.csproj" /><Compile Remove="Core/**" /></ItemGroup></Project>`,
      'Core/Core.csproj':
        '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFrameworks>netstandard2.0;net6.0</TargetFrameworks></PropertyGroup></Project>',
      'Core/Core.cs': 'public static class Core { }',
      'packages.lock.json':
        '{"version":1,"dependencies":{"net8.0":{"Dapper":{"type":"Direct","requested":"[2.0.0, )","resolved":"2.0.0","contentHash":"x"}}}}',
      'Program.cs': hello,
    },
    'cat bin/publish/App.runtimeconfig.json',
  )
  t.equal(exitCode, 0, output)
  t.match(output, /^App\.csproj targets net8\.0: it is compiled for net10\.0, the only framework here\.$/m)
  t.match(
    output,
    /^Skipped, because the service does not need them to run here: System\.Text\.Json StyleCop\.Analyzers Microsoft\.EntityFrameworkCore\.Tools\.$/m,
  )
  t.match(output, '"tfm": "net10.0"')
  t.notMatch(output, /^sed:/m)
})

test('a library beside the service may use the packages, without what the framework brings', async (t) => {
  const packages = ['Npgsql', 'Npgsql.EntityFrameworkCore.PostgreSQL', 'Dapper', 'StackExchange.Redis'].map(
    (name) => `<PackageReference Include="${name}" Version="1.0.0" />`,
  )
  const { exitCode, output } = await publish(
    {
      'Api/Api.csproj': `<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup><ItemGroup><ProjectReference Include="../Data/Data.csproj" /></ItemGroup></Project>`,
      'Api/Program.cs': hello,
      'Data/Data.csproj': `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup><ItemGroup>${packages.join('')}</ItemGroup></Project>`,
      'Data/Store.cs': 'public class Store { public Npgsql.NpgsqlConnection? Open() => null; }',
    },
    'ls bin/publish',
    './Api/Api.csproj',
  )
  t.equal(exitCode, 0, output)
  t.match(output, 'Npgsql.dll')
})

test('packages that are not there are named in one line', async (t) => {
  const { exitCode, output } = await publish({
    'App.csproj': webProject(['AutoMapper', 'Dapper', 'MediatR']),
    'Program.cs': hello,
  })
  t.not(exitCode, 0)
  t.match(output.trimEnd().split('\n').at(-1), /^Not installed in the image: AutoMapper MediatR\. /)
})

test('a compile error is told as the compiler told it, once, with a path of the submission', async (t) => {
  const { exitCode, output } = await publish({
    'App.csproj': webProject(),
    'Web/Start.cs': `${hello}\nint number = "text";`,
  })
  t.not(exitCode, 0)
  t.same(output.match(/^.*error CS\w+.*$/gm), [
    "Web/Start.cs(2,14): error CS0029: Cannot implicitly convert type 'string' to 'int' [App.csproj]",
  ])
})

test('tests in a project beside the service are no part of it, and run with xunit', async (t) => {
  const packages = ['Microsoft.NET.Test.Sdk', 'xunit', 'xunit.runner.visualstudio'].map(
    (name) => `<PackageReference Include="${name}" Version="1.0.0" />`,
  )
  const files = {
    'App/App.csproj': webProject(),
    'App/Program.cs': `${hello}\npublic static class Sum { public static int Of(int a, int b) => a + b; }`,
    'App.Tests/App.Tests.csproj': `<Project Sdk="Microsoft.NET.Sdk">
      <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
      <ItemGroup>${packages.join('')}<ProjectReference Include="../App/App.csproj" /></ItemGroup>
    </Project>`,
    'App.Tests/SumTests.cs':
      'public class SumTests { [Xunit.Fact] public void Adds() => Xunit.Assert.Equal(5, Sum.Of(2, 3)); }',
  }
  const { exitCode, output } = await publish(
    files,
    'ls bin/publish && dotnet test App.Tests -v:quiet',
    './App/App.csproj',
  )
  t.equal(exitCode, 0, output)
  t.match(output, /^App\.dll$/m)
  t.notMatch(output, /^xunit/m, 'the service is published without them')
  t.match(output, /Passed!/)
})
