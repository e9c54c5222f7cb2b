#!/bin/bash
# publish-service <project>: publishes a project into bin/publish, from the packages of the image alone.
# Paths are printed relative to the submission. What was built elsewhere is removed first: all files of a submission
# have one age, and an older program would pass for up to date.
set -o pipefail
find . -name '*.csproj' -execdir rm -rf bin obj \;

# Each of these would ask for packages of a runtime that is not the image's.
flags=(-p:PublishAot=false -p:SelfContained=false -p:PublishSingleFile=false -p:PublishTrimmed=false -p:PublishReadyToRun=false)

# Code that runs once is not worth what profiling it costs.
DOTNET_TieredPGO=0 dotnet publish "$1" --configuration Release --output bin/publish -nologo -v:quiet -clp:NoSummary "${flags[@]}" 2>&1 \
  | sed -u "s#$PWD/##g"
