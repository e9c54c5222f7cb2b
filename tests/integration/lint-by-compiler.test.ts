import t, { type Test } from 'tap'
import { lintByCompiler, type CompiledLanguage, type CompilerFindings } from '../../worker/checks/quality/compilers.js'
import { ruleTables } from '../../worker/checks/quality/rules/rule-tables.js'
import { leftOutImages, listImages } from '../../worker/sandbox/images/list-images.js'
import { engine, exampleLimits, newIdentity, sandbox } from './pod/example-pod.js'

const signal = new AbortController().signal
const rules = { java: Object.keys(ruleTables.javac), dotnet: Object.keys(ruleTables.roslyn) }

async function lint(
  language: CompiledLanguage,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<CompilerFindings> {
  await using pod = await sandbox.openPod({
    identity: newIdentity(),
    services: [],
    limits: exampleLimits,
    language,
    imageNames: ['holder', language],
  })
  const tree = new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]))
  await pod.placeSource(tree)
  return await lintByCompiler(pod, language, rules[language], signal)
}

const told = ({ observations }: CompilerFindings) =>
  observations.map(({ rule, path, line }) => `${rule} ${path}:${line}`).sort()
const deep = (open: string, close: string) => open.repeat(100_000) + close.repeat(100_000)
const latin = Buffer.from('// caf\xe9\n', 'latin1')

t.test('javac reads what lies beside hostile files, and runs nothing of theirs', { timeout: 240_000 }, async (t) => {
  const findings = await lint('java', {
    'pom.xml': '<project><artifactId>a</artifactId></project>',
    'src/main/resources/META-INF/services/javax.annotation.processing.Processor': 'app.Intruder\n',
    'src/main/java/app/Intruder.java': `package app;
      public class Intruder extends javax.annotation.processing.AbstractProcessor {
        static { System.out.println("ran"); }
        public boolean process(java.util.Set<? extends javax.lang.model.element.TypeElement> all, javax.annotation.processing.RoundEnvironment round) { return false; }
      }`,
    'src/main/java/app/Store.java': [
      'package app;',
      'import java.util.List;',
      'import jakarta.servlet.http.HttpServlet;',
      'public class Store extends HttpServlet {',
      '  @SuppressWarnings("rawtypes") List all;',
      '  boolean is(String name) { return name == name.trim(); }',
      '  void close(AutoCloseable it) { try { it.close(); } catch (Exception e) {} }',
      '  void open(javax.sql.DataSource pool) throws Exception { var c = pool.getConnection(); c.commit(); c.close(); }',
      '}',
    ].join('\n'),
    'Deep.java': `class Deep { int a = ${deep('(', ')')}; }`,
    'Chain.java': `class Chain { int a = ${'-1+'.repeat(20_000)}1; }`,
    'Line.java': `class Line { String a = "${'x'.repeat(500_000)}"; }`,
    'Large.java': ' '.repeat(513 * 1024),
    'Latin.java': Buffer.concat([latin, Buffer.from('import java.util.Map;\nclass Latin {}\n')]),
    'Binary.java': Buffer.from([0, 1, 2, 255, 254, 0, 7]),
    'target/generated-sources/Old.java': 'import java.util.Map; class Old {}',
  })
  t.same(told(findings), [
    'close-skipped src/main/java/app/Store.java:8',
    'empty-catch src/main/java/app/Store.java:7',
    'identity-comparison src/main/java/app/Store.java:6',
    'rawtypes src/main/java/app/Store.java:5',
    'unused-import Latin.java:2',
  ])
  t.same(findings.unread.map(({ path }) => path).sort(), ['Chain.java', 'Deep.java', 'Large.java'])
  t.match(findings.tools, { javac: /^25/ })
})

const skip = leftOutImages(await listImages(engine)).includes('dotnet') && 'the image of .NET is left out here'

/** What a build of it would do, and would not compile. */
const hostileProject = `<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><NoWarn>$(NoWarn);CA2100;CS8602</NoWarn></PropertyGroup>
  <ItemGroup><Compile Remove="**/*.cs" /></ItemGroup>
  <Target Name="Intrude" BeforeTargets="BeforeBuild;CoreCompile"><Exec Command="echo ran" /></Target>
</Project>`

t.test(
  'the compiler of C# reads what lies beside hostile files, and runs nothing of theirs',
  { timeout: 240_000, skip },
  async (t: Test) => {
    const findings = await lint('dotnet', {
      'Api/Api.csproj': hostileProject,
      'Directory.Build.props':
        '<Project><PropertyGroup><Nullable>enable</Nullable></PropertyGroup><Target Name="T"><Exec Command="echo ran" /></Target></Project>',
      '.editorconfig':
        'root = true\n[*.cs]\ndotnet_analyzer_diagnostic.severity = none\ndotnet_diagnostic.CA2100.severity = none\n',
      'Api/Program.cs':
        'var app = WebApplication.CreateBuilder(args).Build();\napp.MapGet("/", () => Names.Find("x"));\napp.Run();\n',
      'Api/Names.cs': [
        'using System.Text.RegularExpressions;',
        'public static partial class Names {',
        '  [GeneratedRegex("^[a-z]+$")] private static partial Regex Plain();',
        '#pragma warning disable',
        '  public static string Find(string name) { using var command = new Npgsql.NpgsqlCommand("select * from t where n = \'" + name + "\'"); return command.ExecuteScalar()?.ToString() ?? ""; }',
        '  public static bool IsPlain(string? name) => Plain().IsMatch(name!) && name.Length > 0;',
        '  public static int Length(string? name) { if (name == null) Console.WriteLine(); return name.Length; }',
        '  public static void Quiet(Action act) { try { act(); } catch { } }',
        '}',
      ].join('\n'),
      // Each refers to one other, so that only their order can tell which comes first.
      'A Web/A.Web.csproj':
        '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><ProjectReference Include="..\\B.Store\\B.Store.csproj" /></ItemGroup></Project>',
      'A Web/Pages.cs':
        'namespace A.Web; public static class Pages { public static int Count => B.Store.Notes.Count; }',
      'B.Store/B.Store.csproj':
        '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><ProjectReference Include="../C.Domain/C.Domain.csproj" /></ItemGroup></Project>',
      'B.Store/Notes.cs':
        'namespace B.Store; public static class Notes { public static int Count => C.Domain.Note.Count; }',
      'C.Domain/C.Domain.csproj': '<Project Sdk="Microsoft.NET.Sdk"></Project>',
      'C.Domain/Note.cs': 'namespace C.Domain; public static class Note { public static int Count => 1; }',
      'Tests/Tests.csproj':
        '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><PackageReference Include="xunit" /><ProjectReference Include="../Api/Api.csproj" /></ItemGroup></Project>',
      'Tests/NamesTests.cs':
        'public class NamesTests { [Xunit.Fact] public void IsPlain() { int unused; Xunit.Assert.True(Names.IsPlain("a")); } }',
      'Api/Deep.cs': `class Deep { int a = ${deep('(', ')')}; }`,
      'Api/Line.cs': `class Line { public string A = "${'x'.repeat(500_000)}"; }`,
      'Api/Large.cs': ' '.repeat(513 * 1024),
      'Api/Latin.cs': Buffer.concat([latin, Buffer.from('class Latin { int a = 1; }\n')]),
      'Api/obj/Old.cs': 'class Old { this is no C# }',
    })
    t.same(
      told(findings).filter((each) => !each.includes('Latin')),
      [
        'CA2100 Api/Names.cs:5',
        'CS0168 Tests/NamesTests.cs:1',
        'CS8602 Api/Names.cs:6',
        'CS8602 Api/Names.cs:7',
        'S108 Api/Names.cs:8',
        'S1481 Tests/NamesTests.cs:1',
        'S2486 Api/Names.cs:8',
        'S2681 Api/Names.cs:7',
      ],
    )
    t.same(findings.unread.map(({ path }) => path).sort(), ['Api/Deep.cs', 'Api/Large.cs'])
    t.match(findings.tools, { roslyn: /^\d/, sonaranalyzer: /^10\./ })
  },
)
