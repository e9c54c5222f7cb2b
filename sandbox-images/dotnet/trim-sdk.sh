#!/bin/sh
# Takes out of a .NET SDK what no graded build needs: F#, tools for developers at a desk, translations, documentation.
set -eu
cd "$1"
rm -rf templates sdk/*/FSharp sdk/*/DotnetTools sdk/*/TestHostNetFramework sdk/*/Sdks/Microsoft.NET.Sdk.WindowsDesktop
find sdk -type f -name '*.resources.dll' -delete
find packs -type f -path '*/ref/*' -name '*.xml' -delete
