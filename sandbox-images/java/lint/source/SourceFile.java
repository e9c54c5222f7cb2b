package lint;

import java.net.URI;
import java.util.regex.Pattern;
import javax.tools.SimpleJavaFileObject;

/** A source as the compiler is given it: with no word in it that would keep the compiler from telling what it sees. */
final class SourceFile extends SimpleJavaFileObject {
  private static final Pattern suppression =
      Pattern.compile("@(?:java\\.lang\\.)?SuppressWarnings\\b\\s*(?:\\((?:[^()\"]|\"(?:\\\\.|[^\"\\\\])*+\")*+\\))?");
  final String path;
  final String text;

  SourceFile(URI uri, String path, String text) {
    super(uri, Kind.SOURCE);
    this.path = path;
    // Blanks in its place keep every line and column.
    this.text = suppression.matcher(text).replaceAll(match -> match.group().replaceAll("\\S", " "));
  }

  @Override
  public CharSequence getCharContent(boolean ignoreEncodingErrors) {
    return text;
  }
}
