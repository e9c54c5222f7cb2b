package lint;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The jars that learners' builds have: the libraries of the image, and what a pom names among the distribution's. */
final class ClassPath {
  private static final Path libraries = Path.of("/opt/java/lib");
  private static final Path artifacts = Path.of("/usr/share/java");
  private static final Path repository = Path.of("/opt/java/repository");
  private static final Pattern artifact = Pattern.compile("<artifactId>\\s*([\\w.-]+)\\s*</artifactId>");

  private ClassPath() {}

  static String of(Path root) throws IOException {
    var jars = new LinkedHashSet<String>();
    addJars(libraries, jars);
    if (Files.isDirectory(repository)) addJars(repository, jars);
    var pom = root.resolve("pom.xml");
    if (Files.isRegularFile(pom)) {
      var text = new String(Files.readAllBytes(pom), StandardCharsets.UTF_8);
      artifact.matcher(text).results().map(match -> artifacts.resolve(match.group(1) + ".jar"))
          .filter(Files::isRegularFile).forEach(jar -> jars.add(jar.toString()));
    }
    return String.join(File.pathSeparator, jars);
  }

  private static void addJars(Path folder, Set<String> jars) throws IOException {
    try (var files = Files.walk(folder)) {
      files.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().forEach(jars::add);
    }
  }
}
