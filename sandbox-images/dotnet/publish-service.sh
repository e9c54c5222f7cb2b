#!/bin/bash
# publish-service <project> [option of msbuild]...: publishes a project into bin/publish, from the packages of the image
# alone. Paths are printed relative to the submission. What was built elsewhere is removed first: all files of a submission
# have one age, and an older program would pass for up to date. So are lock files: they ask for what another machine had.
set -o pipefail
find . -name '*.csproj' -execdir rm -rf bin obj \;
find . -name 'packages*.lock.json' -delete

# What projects are made of, as text. A file that cannot be read as such is left to MSBuild.
settings=$(find . \( -name '*.csproj' -o -name 'Directory.*.props' -o -name 'Directory.*.targets' \) -type f | LC_ALL=C sort)
sdk=(/usr/share/dotnet/sdk/*)
framework=net$(basename "${sdk[0]}" | cut -d . -f 1,2)

# A project for several frameworks cannot be published unless one is chosen. Others are changed by submissions.targets.
older='(net[5-9]\.0|netcoreapp[0-9.]+|netstandard2\.[0-9])'
while IFS= read -r file; do
  [[ -n $file ]] || continue
  # Not in place: sed would try to give the file its old permissions, which is not allowed here, and say so.
  if grep -q '<TargetFrameworks>' "$file"; then
    sed -E "s#<TargetFrameworks>[^<]*</TargetFrameworks>#<TargetFramework>$framework</TargetFramework>#" "$file" > /tmp/edited && cat /tmp/edited > "$file"
  fi
  if found=$(grep -oE "<TargetFramework>\s*$older\s*<" "$file" | head -n 1 | grep -oE "$older"); then
    echo "${file#./} targets $found: it is compiled for $framework, the only framework here."
  fi
done <<< "$settings"

# Analyzers and tools that only the build would use: marked as private, or known by their names. And what an older
# framework needed as a package, and this one brings.
references=$(xargs -r -d '\n' cat <<< "$settings" | tr -d '\000' | tr '\r\n' '  ' | LC_ALL=C grep -aoP '<(?:Global)?PackageReference\b[^>]*?(?:/>|>.*?</(?:Global)?PackageReference>)')
for_builds='Analyzers?$|^Microsoft\.(EntityFrameworkCore\.Tools|VisualStudio\.|SourceLink\.|Extensions\.ApiDescription\.|CodeAnalysis\.)|^(MinVer|Nerdbank\.GitVersioning|GitVersion\.MsBuild|coverlet\.msbuild|SonarAnalyzer\.|Roslynator\.|AsyncFixer|NSwag\.MSBuild|CSharpier\.MsBuild)'
brought=$(cat /usr/share/dotnet/packs/Microsoft.*.App.Ref/*/data/PackageOverrides.txt)
left_out=() missing=()
while IFS= read -r reference; do
  name=$(grep -oP '\bInclude\s*=\s*"\K[\w.-]+' <<< "$reference") || continue
  [[ -d /opt/nuget/packages/${name,,} || " ${left_out[*]} ${missing[*]} " == *" $name "* ]] && continue
  if [[ $reference == '<Global'* ]] || grep -qiP 'PrivateAssets\W+all\b' <<< "$reference" || grep -qE "$for_builds" <<< "$name" || grep -qiF "$name|" <<< "$brought"; then
    left_out+=("$name")
  else
    missing+=("$name")
  fi
done <<< "$references"
((${#left_out[@]})) && echo "Skipped, because the service does not need them to run here: ${left_out[*]}."
export LeftOutPackages=$(IFS=';'; echo "${left_out[*]}")

# Tests in a folder of another project are no part of that one, whose folder they lie in.
mapfile -t projects < <(grep '\.csproj$' <<< "$settings")
nested=()
for tests in "${projects[@]}"; do
  grep -qE 'Microsoft\.NET\.Test\.Sdk|"(xunit|NUnit|MSTest)' "$tests" || continue
  for other in "${projects[@]}"; do
    inside=$(dirname "$tests") above=$(dirname "$other")
    [[ $inside == "$above"/?* ]] && nested+=("${inside#"$above"/}/**")
  done
done
export NestedTests=$(IFS=';'; echo "${nested[*]}")

# What `dotnet publish` would do, without the second look at the project that it takes before.
flags=(-restore -t:Publish -p:_IsPublishing=true -p:Configuration=Release -p:PublishDir="$PWD/bin/publish/")
# Each of these would ask for packages of a runtime that is not the image's.
flags+=(-p:PublishAot=false -p:SelfContained=false -p:PublishSingleFile=false -p:PublishTrimmed=false -p:PublishReadyToRun=false)
# And these for a compiler or analyzers that such a publication has.
flags+=(-p:IsAotCompatible=false -p:IsTrimmable=false -p:EnableAotAnalyzer=false -p:EnableTrimAnalyzer=false -p:EnableSingleFileAnalyzer=false)
# Advice on style is for the editor. Code generators, which compile as analyzers do, still run.
flags+=(-p:RunAnalyzers=false)
flags+=(-p:BeforeTargetFrameworkInferenceTargets=/opt/assay/submissions.targets)

# Code that runs once is not worth what profiling it costs.
DOTNET_TieredPGO=0 dotnet msbuild "$@" "${flags[@]}" -nologo -v:quiet -clp:NoSummary 2>&1 | sed -u "s#$PWD/##g"
exit_code=$?
((exit_code && ${#missing[@]})) && echo "Not installed in the image: ${missing[*]}. The page Installed (/images) lists the packages that are."
exit "$exit_code"
