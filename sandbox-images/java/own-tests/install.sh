#!/bin/sh
# Makes line-coverage.jar, the agent for a learner's own tests. Its manifest also names JUnit's launcher and engines:
# an agent's class path comes after the program's own.
set -eu

cd /opt/java
mkdir made
/opt/jdk/bin/javac -cp /usr/share/java/org.jacoco.core.jar -d made own-tests/*.java
printf 'Premain-Class: image.LineCoverage\nClass-Path:' > manifest
for name in org.jacoco.core asm asm-commons asm-tree asm-analysis junit-platform-console junit-platform-reporting \
  junit-platform-launcher junit-platform-engine junit-platform-commons junit-jupiter-api junit-jupiter-params \
  junit-jupiter-engine junit-vintage-engine junit4 hamcrest-core opentest4j apiguardian-api; do
  [ -e "/usr/share/java/$name.jar" ] || { echo "there is no jar named $name" >&2; exit 1; }
  printf ' \n  /usr/share/java/%s.jar' "$name" >> manifest
done
printf '\n' >> manifest
/opt/jdk/bin/jar --create --file line-coverage.jar --manifest manifest -C made .
rm -r made manifest
