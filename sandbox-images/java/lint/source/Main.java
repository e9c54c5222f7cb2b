package lint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Compiles the Java below the working folder, without its build, and prints what the compiler and our own patterns say.
 * Input: a nonce, the rules that are looked for, a line each, and an empty line. Output: JSON, an object a line.
 */
public final class Main {
  /** Deeply nested code is read by deep recursion: far more of it than a thread usually has room for. */
  private static final long stackBytes = 256L << 20;

  public static void main(String[] arguments) throws Exception {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var nonce = input.readLine();
    if (nonce == null || !nonce.matches("[A-Za-z0-9_-]+")) throw new IOException("the first line of the input is not a nonce");
    var rules = readRules(input);
    var output = new Output(nonce, new PrintStream(System.out, false, StandardCharsets.UTF_8));
    var work = new Thread(null, () -> read(rules, output), "lint", stackBytes);
    var failure = new AtomicReference<Throwable>();
    work.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
    work.start();
    work.join();
    if (failure.get() != null) throw new IllegalStateException(failure.get());
    output.end(System.getProperty("java.version"));
  }

  private static Set<String> readRules(BufferedReader input) throws IOException {
    var rules = new HashSet<String>();
    for (var line = input.readLine(); line != null && !line.isEmpty(); line = input.readLine()) rules.add(line);
    return rules;
  }

  /** A compiler that gives up over a source is an outcome of that source; one that is not whole is a fault. */
  private static void read(Set<String> rules, Output output) {
    try {
      var root = Path.of("").toAbsolutePath();
      new Compilation(root, rules, output).run(Sources.find(root, output));
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    } catch (LinkageError | OutOfMemoryError fault) {
      throw fault;
    } catch (StackOverflowError error) {
      output.unread(".", "the code is nested too deeply for the compiler");
    } catch (RuntimeException | Error error) {
      output.unread(".", "the compiler crashed on it: " + error.getClass().getSimpleName());
    }
  }
}
