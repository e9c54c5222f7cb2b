#!/bin/sh
# Prints what learners find in this image: a line an item, kind, name and version between tabs. Of the packages those
# that may be referenced by name; what they stand on is there as well.
set -eu

printf 'runtime\t.NET\t%s\n' "$(ls /usr/share/dotnet/shared/Microsoft.NETCore.App)"
printf 'tool\tASP.NET Core\t%s\n' "$(ls /usr/share/dotnet/shared/Microsoft.AspNetCore.App)"
printf 'tool\t.NET SDK\t%s\n' "$(ls /usr/share/dotnet/sdk)"
sed -n 's/.*PackageReference Include="\([^"]*\)".*/\1/p' "$1" | while read -r name; do
  printf 'package\t%s\t%s\n' "$name" "$(ls "/opt/nuget/packages/$(echo "$name" | tr '[:upper:]' '[:lower:]')" | head -n 1)"
done
