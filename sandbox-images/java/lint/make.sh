#!/bin/sh
# Compiles the reader of learners' sources.
set -eu

cd /opt/java/lint
/opt/jdk/bin/javac -d made source/*.java
/opt/jdk/bin/jar --create --file /opt/java/lint.jar --main-class lint.Main -C made .
rm -r made
