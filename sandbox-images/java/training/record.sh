#!/bin/sh
# Records what the virtual machine loads and links when it compiles, runs a service, and runs Maven.
# See JEP 514: a run with AOTCacheOutput, then runs with AOTCache.
set -eu

export JAVA_HOME=/opt/jdk
cd "$(mktemp -d)"
common='-XX:+UseSerialGC -XX:-UsePerfData -XX:TieredStopAtLevel=1'
/opt/jdk/bin/java $common -XX:AOTCacheOutput=/opt/java/run.aot -cp /opt/java/libraries.jar image.Training
/opt/jdk/bin/javac -J-XX:+UseSerialGC -J-XX:-UsePerfData -J-XX:TieredStopAtLevel=1 -J-XX:AOTCacheOutput=/opt/java/javac.aot \
  -cp /opt/java/libraries.jar -d classes /opt/java/training/Training.java
cp -r /opt/java/training/project/. .
MAVEN_OPTS="$common --sun-misc-unsafe-memory-access=allow -XX:AOTCacheOutput=/opt/java/maven.aot" \
  mvn --offline --quiet --batch-mode -Dmaven.repo.local=/tmp/maven -Dmaven.test.skip=true package
ls -l /opt/java/*.aot target/classpath target/*.jar
rm -rf "$PWD" /tmp/*
