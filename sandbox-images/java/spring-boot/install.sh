#!/bin/sh
# Adds Spring Boot in the version given to the artifacts that Maven finds. Without a version, and where Maven Central
# does not answer, the image goes without it.
set -eu

version=$1
[ -n "$version" ] || exit 0
cd /opt/java/spring-boot
sed -i "s/@version@/$version/" pom.xml
if ! mvn --batch-mode --quiet -Dmaven.repo.local=/opt/java/repository package; then
  echo "Maven Central does not provide Spring Boot $version: this image is built without it." >&2
  rm -rf /opt/java/repository
fi
rm -rf target
