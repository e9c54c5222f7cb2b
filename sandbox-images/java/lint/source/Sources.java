package lint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Finds what there is to read. */
final class Sources {
  private static final Set<String> leftOut = Set.of("target", "build", "out", "bin", "dist", "node_modules", "vendor", ".git", ".mvn", ".gradle", ".idea");
  private static final long largestBytes = 512 * 1024;
  /** Beyond it the parser gives up with the whole program. */
  private static final int deepest = 500;

  private Sources() {}

  static List<SourceFile> find(Path root, Output output) throws IOException {
    var found = new ArrayList<Path>();
    Files.walkFileTree(root, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        var isLeftOut = !folder.equals(root) && leftOut.contains(folder.getFileName().toString());
        return isLeftOut ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && isSource(file.getFileName().toString())) found.add(file);
        return FileVisitResult.CONTINUE;
      }
    });
    found.sort(Comparator.naturalOrder());
    var sources = new ArrayList<SourceFile>();
    for (var file : found) read(root, file, output, sources);
    return sources;
  }

  /** With a module among its sources, javac would look for libraries elsewhere. */
  private static boolean isSource(String name) {
    return name.endsWith(".java") && !name.equals("module-info.java");
  }

  private static void read(Path root, Path file, Output output, List<SourceFile> sources) throws IOException {
    var path = root.relativize(file).toString();
    if (Files.size(file) > largestBytes) {
      output.unread(path, "it is larger than 512 kB");
      return;
    }
    var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    if (nestingOf(text) > deepest) output.unread(path, "brackets are nested more than " + deepest + " deep");
    else sources.add(new SourceFile(file.toUri(), path, text));
  }

  private static int nestingOf(String text) {
    var depth = 0;
    var most = 0;
    for (var each : text.toCharArray()) {
      if (each == '(' || each == '[' || each == '{') most = Math.max(most, ++depth);
      else if ((each == ')' || each == ']' || each == '}') && depth > 0) depth--;
    }
    return most;
  }
}
