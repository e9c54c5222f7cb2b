#!/bin/sh
# Prints what learners find in this image: a line an item, kind, name and version between tabs. Libraries go by their
# Maven coordinates; the repository of the distribution has each also under a version that is no number.
set -eu

repository=/usr/share/maven-repo
printf 'runtime\tJava\t%s\n' "$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' /opt/jdk/release)"
printf 'tool\tMaven\t%s\n' "$(find "$repository/org/apache/maven/maven-core" -mindepth 1 -maxdepth 1 -name '[0-9]*.[0-9]*' ! -name '*.x' -printf '%f\n' | head -n 1)"
printf 'tool\tJaCoCo\t%s\n' "$(dpkg-query --show --showformat='${source:Upstream-Version}' libjacoco-java)"
for jar in /opt/java/lib/*.jar; do readlink -f "$jar"; done | sort > /tmp/libraries
find "$repository" -name '*.jar' -path '*/[0-9]*/*' ! -path '*/*.x/*' | while read -r artifact; do
  grep -qxF "$(readlink -f "$artifact")" /tmp/libraries || continue
  folder=${artifact%/*}
  version=${folder##*/}
  coordinates=${folder%/*}
  group=${coordinates%/*}
  printf 'package\t%s:%s\t%s\n' "$(echo "${group#"$repository"/}" | tr / .)" "${coordinates##*/}" "$version"
done | sort -u
rm /tmp/libraries
