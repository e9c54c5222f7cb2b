#!/bin/bash
# Finds out, once, what a compilation of a learner's project may need: of our own list of packages, never of a project of
# theirs. Makes in /opt/assay/lint: the references, those that only tests have, the usings of each SDK, the analyzers.
set -euo pipefail

made=/opt/assay/lint
mkdir /tmp/prepare && cd /tmp/prepare
# The command line makes the folder that it takes for its home private, and that is /tmp in this image.
export HOME=/tmp/prepare DOTNET_CLI_HOME=/tmp/prepare
cp /opt/assay/packages.csproj .
identities() { sed -n 's/^ *"Identity": "\(.*\)",*$/\1/p'; }
dotnet msbuild packages.csproj -restore -verbosity:quiet
dotnet msbuild packages.csproj -t:ResolveAssemblyReferences -getItem:ReferencePath | identities | sort > references
for_tests='xunit|testplatform|codecoverage|testhost|mvc\.testing'
grep -viE "$for_tests" references | sed 's/.*/-reference:"&"/' > "$made/references.rsp"
grep -iE "$for_tests" references | sed 's/.*/-reference:"&"/' > "$made/test-references.rsp"

for sdk in Microsoft.NET.Sdk Microsoft.NET.Sdk.Web Microsoft.NET.Sdk.Worker; do
  printf '<Project Sdk="%s"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>' "$sdk" > usings.csproj
  dotnet msbuild usings.csproj -getItem:Using | identities | sed 's/.*/global using global::&;/' > "$made/$sdk.cs"
done

# The packs' own are code generators that each build has: code that relies on them does not compile without. Those that a
# project must ask for stay out.
root=/usr/share/dotnet
{ find "$root/packs" -path '*/analyzers/dotnet/cs/*' -name '*.dll' | grep -E 'Gener|SourceGeneration' | grep -vE 'resources|Interop|Binder|RequestDelegate'
  find "$root/sdk" -path '*/Microsoft.NET.Sdk/analyzers/*' -name '*.NetAnalyzers.dll' ! -name '*VisualBasic*'
  find "$made" -name '*.dll'
} | sort | sed 's/.*/-analyzer:"&"/' > "$made/analyzers.rsp"
cut -d'"' -f2 "$made"/*.rsp | xargs ls > /tmp/prepare/found
dotnet exec "$root"/sdk/*/Roslyn/bincore/csc.dll -version | cut -d' ' -f1 > "$made/roslyn-version"
rm -rf /tmp/prepare /tmp/NuGet*
