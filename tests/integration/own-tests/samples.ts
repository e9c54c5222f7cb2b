import type { Language } from '../../../contracts/language.js'

/**
 * For each language a tiny project with one test that passes and one that fails, over a source of which they run a
 * part. Where the language has a usual way to write beside the sources or to reach the database, a test does.
 */
export const mixedTests: Readonly<Record<Language, Record<string, string>>> = {
  node: {
    'package.json': '{ "type": "module", "scripts": { "start": "node server.js", "test": "node --test" } }',
    'server.js': "import './sums.js'\n",
    'sums.js': 'export function add(a, b) {\n  return a + b\n}\nexport function unused() {\n  return 1\n}\n',
    'test/sums.test.js': `import test from 'node:test'
import assert from 'node:assert'
import { writeFileSync } from 'node:fs'
import { add } from '../sums.js'
test('adds', () => assert.equal(add(1, 2), 3))
test('writes beside the sources', () => writeFileSync('written.txt', ''))
test('knows its port', () => assert.equal(process.env.PORT, '8080'))
test('fails', () => assert.equal(add(1, 2), 4))
`,
  },
  python: {
    'main.py': 'import sums\n',
    'sums.py': 'def add(a, b):\n    return a + b\n\n\ndef unused():\n    return 1\n',
    'tests/test_sums.py': `import os
import psycopg
from sums import add

def test_adds():
    assert add(1, 2) == 3

def test_reaches_the_database():
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)

def test_fails():
    assert add(1, 2) == 4
`,
  },
  java: {
    'pom.xml': `<project>
  <modelVersion>4.0.0</modelVersion><groupId>shop</groupId><artifactId>shop</artifactId><version>1</version>
  <properties><maven.compiler.release>25</maven.compiler.release><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
  <dependencies><dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>5.11.4</version><scope>test</scope></dependency></dependencies>
</project>`,
    'src/main/java/Sums.java': `public class Sums {
  static int add(int a, int b) {
    return a + b;
  }
  static int unused() {
    return 1;
  }
  public static void main(String[] args) {
    System.out.println(unused());
  }
}`,
    'src/test/java/SumsTest.java': `import static org.junit.jupiter.api.Assertions.assertEquals;
import org.junit.jupiter.api.Test;
class SumsTest {
  @Test void adds() { assertEquals(3, Sums.add(1, 2)); }
  @Test void fails() { assertEquals(4, Sums.add(1, 2)); }
}`,
  },
  php: {
    'composer.json':
      '{ "autoload": { "psr-4": { "Shop\\\\": "src/" } }, "autoload-dev": { "psr-4": { "Tests\\\\": "tests/" } }, "require-dev": { "phpunit/phpunit": "^11", "psr/log": "*" } }',
    'public/index.php': '<?php\necho 1;\n',
    'src/Sums.php': `<?php
namespace Shop;
final class Sums {
    public static function add(int $a, int $b): int {
        return $a + $b;
    }
    public static function unused(): int {
        return 1;
    }
}
`,
    'tests/Base.php':
      '<?php\nnamespace Tests;\nabstract class Base extends \\PHPUnit\\Framework\\TestCase implements \\Psr\\Log\\LoggerAwareInterface { use \\Psr\\Log\\LoggerAwareTrait; }\n',
    'tests/SumsTest.php': `<?php
namespace Tests;
final class SumsTest extends Base {
    public function testAdds(): void { self::assertSame(3, \\Shop\\Sums::add(1, 2)); }
    public function testFails(): void { self::assertSame(4, \\Shop\\Sums::add(1, 2)); }
}
`,
  },
  ruby: {
    Gemfile: "source 'https://rubygems.org'\ngem 'rspec', '~> 3.12'\n",
    'app.rb': "require_relative 'lib/sums'\n",
    'lib/sums.rb': `module Sums
  def self.add(first, second)
    first + second
  end

  def self.unused
    1
  end
end
`,
    'spec/sums_spec.rb': `require_relative '../lib/sums'

RSpec.describe Sums do
  it('adds') { expect(Sums.add(1, 2)).to eq 3 }
  it('writes beside the sources') { expect(File.write('written.txt', '')).to eq 0 }
  it('fails') { expect(Sums.add(1, 2)).to eq 4 }
end
`,
  },
  dotnet: {
    'src/Shop/Shop.csproj':
      '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>',
    'src/Shop/Program.cs': `var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => "hello");
app.Run();
public static class Sums {
  public static int Add(int a, int b) {
    return a + b;
  }
  public static int Unused() {
    return 1;
  }
}
public partial class Program { }`,
    'tests/Shop.Tests/Shop.Tests.csproj': `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.14.1" />
    <PackageReference Include="Microsoft.AspNetCore.Mvc.Testing" Version="10.0.0" />
    <PackageReference Include="xunit" Version="2.9.3" />
    <PackageReference Include="xunit.runner.visualstudio" Version="3.1.4" />
    <ProjectReference Include="../../src/Shop/Shop.csproj" />
  </ItemGroup>
</Project>`,
    'tests/Shop.Tests/SumsTests.cs': `using Microsoft.AspNetCore.Mvc.Testing;
using Xunit;
public class SumsTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>> {
  [Fact] public async Task Answers() => Assert.Equal("hello", await factory.CreateClient().GetStringAsync("/"));
  [Fact] public void Fails() => Assert.Equal(4, Sums.Add(1, 2));
}`,
  },
}
