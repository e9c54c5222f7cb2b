#!/bin/sh
# Takes out of a folder of NuGet packages what no build reads: the archives they were unpacked from, documentation for
# editors, translations, and native libraries for other systems, which every publish would otherwise copy.
set -eu
find "$1" -type f \( -name '*.nupkg' -o -name '*.resources.dll' \) -delete
find "$1" -type f -name '*.xml' \( -path '*/lib/*' -o -path '*/ref/*' \) -delete
find "$1" -mindepth 4 -maxdepth 4 -type d -path '*/runtimes/*' \
  ! -name linux ! -name unix ! -name any ! -name linux-x64 ! -name linux-arm64 -exec rm -rf {} +
