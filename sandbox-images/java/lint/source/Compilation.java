package lint;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** Lets the compiler go over all sources at once, as far as it warns, and our patterns after it. Nothing is generated. */
final class Compilation {
  /** The compiler tells the name of a warning's rule in its text alone. */
  private static final Pattern lintKey = Pattern.compile("warning: \\[([a-z-]+)\\]");
  private static final int deepestTree = 3000;
  private final Path root;
  private final Set<String> rules;
  private final Output output;
  private final Map<URI, SourceFile> byUri = new HashMap<>();

  Compilation(Path root, Set<String> rules, Output output) {
    this.root = root;
    this.rules = rules;
    this.output = output;
  }

  void run(List<SourceFile> sources) throws IOException {
    sources.forEach(source -> byUri.put(source.toUri(), source));
    var readable = new ArrayList<>(sources);
    for (var unit : openTask(sources, new ArrayList<>()).parse()) {
      if (TreeDepth.isWithin(unit, deepestTree)) continue;
      var source = sourceOf(unit.getSourceFile());
      output.unread(source.path, "its code is nested more than " + deepestTree + " deep");
      readable.remove(source);
    }
    if (!readable.isEmpty()) compile(readable);
  }

  private void compile(List<SourceFile> sources) throws IOException {
    var diagnostics = new ArrayList<Diagnostic<? extends JavaFileObject>>();
    var task = openTask(sources, diagnostics);
    var units = new ArrayList<CompilationUnitTree>();
    task.parse().forEach(units::add);
    task.analyze();
    diagnostics.forEach(this::report);
    var trees = Trees.instance(task);
    for (var unit : units) {
      var facts = new Unit(unit, trees, task.getTypes(), task.getElements(), sourceOf(unit.getSourceFile()), rules, output);
      for (var family : Families.all()) family.scan(unit, facts);
    }
  }

  private JavacTask openTask(List<SourceFile> sources, List<Diagnostic<? extends JavaFileObject>> diagnostics) throws IOException {
    var keys = rules.stream().filter(Set.copyOf(Families.lintKeys)::contains).sorted().toList();
    var options = List.of(
        "-proc:none", "-implicit:none", "-encoding", "UTF-8", "-Xmaxwarns", "10000", "-Xmaxerrs", "1000",
        "-Xlint:" + (keys.isEmpty() ? "none" : String.join(",", keys)), "-XDshould-stop.ifError=FLOW",
        "-classpath", ClassPath.of(root), "-sourcepath", "");
    return (JavacTask) ToolProvider.getSystemJavaCompiler().getTask(null, null, diagnostics::add, options, null, sources);
  }

  /** Errors are told by the build: where there are any, the compiler knows less, and so do we. */
  private void report(Diagnostic<? extends JavaFileObject> diagnostic) {
    var key = lintKey.matcher(diagnostic.toString());
    if (diagnostic.getSource() == null || !key.find() || !rules.contains(key.group(1))) return;
    var message = diagnostic.getMessage(Locale.ENGLISH).lines().findFirst().orElse("");
    output.observe(key.group(1), sourceOf(diagnostic.getSource()).path, Math.max(1, diagnostic.getLineNumber()), diagnostic.getColumnNumber(), message);
  }

  /** The compiler wraps what it is given. */
  private SourceFile sourceOf(JavaFileObject file) {
    return byUri.get(file.toUri());
  }
}
