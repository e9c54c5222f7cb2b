#!/bin/sh
# Compiles the extension and puts it where Maven loads its own parts from. Its component scanner reads no newer classes.
set -eu

cd /opt/java/maven
mkdir made
/opt/jdk/bin/javac --release 11 -cp '/usr/share/maven/lib/*' -d made extension/*.java
mkdir -p made/META-INF/sisu
printf 'image.ImageArtifacts\nimage.MissingArtifacts\nimage.PluginVersions\nimage.SessionEnd\nimage.WithoutTests\n' > made/META-INF/sisu/javax.inject.Named
/opt/jdk/bin/jar --create --file /usr/share/maven/lib/image-artifacts.jar -C made .
rm -r made
