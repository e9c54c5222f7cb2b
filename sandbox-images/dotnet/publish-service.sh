#!/bin/bash
# publish-service <project> [option of msbuild]...: publishes a project into bin/publish, from the packages of the image
# alone. Paths are printed relative to the submission. What was built elsewhere is removed first: all files of a submission
# have one age, and an older program would pass for up to date.
set -o pipefail
find . -name '*.csproj' -execdir rm -rf bin obj \;

# What `dotnet publish` would do, without the second look at the project that it takes before.
flags=(-restore -t:Publish -p:_IsPublishing=true -p:Configuration=Release -p:PublishDir="$PWD/bin/publish/")
# Each of these would ask for packages of a runtime that is not the image's.
flags+=(-p:PublishAot=false -p:SelfContained=false -p:PublishSingleFile=false -p:PublishTrimmed=false -p:PublishReadyToRun=false)
# Advice on style is for the editor. Code generators, which compile as analyzers do, still run.
flags+=(-p:RunAnalyzers=false)

# Code that runs once is not worth what profiling it costs.
DOTNET_TieredPGO=0 dotnet msbuild "$@" "${flags[@]}" -nologo -v:quiet -clp:NoSummary 2>&1 | sed -u "s#$PWD/##g"
