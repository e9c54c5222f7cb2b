#!/bin/sh
# Gathers the jars that libraries.txt names in /opt/java/lib, and makes libraries.jar, which stands for all of them:
# its manifest names them, relative to itself, as the recorded class path needs it. A name may lack its version.
set -eu

cd /opt/java
mkdir -p lib made
printf 'Class-Path:' > manifest
while read -r name; do
  jar=$(find /usr/share/java -type f \( -name "$name.jar" -o -name "$name[.-][0-9]*.jar" \) | sort | tail -n 1)
  [ -n "$jar" ] || { echo "there is no jar named $name" >&2; exit 1; }
  ln -s "$jar" "lib/${jar##*/}"
  printf ' \n  lib/%s' "${jar##*/}" >> manifest
done < libraries.txt
printf '\n' >> manifest
/opt/jdk/bin/javac -cp 'lib/*' -d made training/*.java
/opt/jdk/bin/jar --create --file libraries.jar --manifest manifest -C made .
rm -r made manifest
