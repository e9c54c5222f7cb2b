package lint;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The lines of the answer. Observations are kept to the end: sorted, and each once. */
final class Output {
  private static final int messageLength = 500;
  private final String nonce;
  private final PrintStream stream;
  private final Set<String> seen = new HashSet<>();
  private final List<String> observations = new ArrayList<>();

  Output(String nonce, PrintStream stream) {
    this.nonce = nonce;
    this.stream = stream;
  }

  void observe(String rule, String path, long line, long column, String message) {
    if (!seen.add(rule + ":" + line + ":" + path)) return;
    var place = "\"path\":%s,\"line\":%d,\"column\":%d".formatted(quote(path), line, Math.max(1, column));
    observations.add("{\"type\":\"observation\",\"nonce\":%s,\"rule\":%s,%s,\"message\":%s}"
        .formatted(quote(nonce), quote(rule), place, quote(cut(message, messageLength))));
  }

  void unread(String path, String reason) {
    stream.println("{\"type\":\"unread\",\"nonce\":%s,\"path\":%s,\"reason\":%s}".formatted(quote(nonce), quote(path), quote(cut(reason, 300))));
  }

  void end(String version) {
    Collections.sort(observations);
    observations.forEach(stream::println);
    stream.println("{\"type\":\"linted\",\"nonce\":%s,\"tools\":{\"javac\":%s}}".formatted(quote(nonce), quote(version)));
    stream.flush();
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }

  private static String quote(String text) {
    var quoted = new StringBuilder("\"");
    for (var each : text.toCharArray()) {
      if (each == '"' || each == '\\') quoted.append('\\').append(each);
      else if (each < ' ' || Character.isSurrogate(each)) quoted.append("\\u%04x".formatted((int) each));
      else quoted.append(each);
    }
    return quoted.append('"').toString();
  }
}
