package lint;

import java.util.List;

/** All that is looked for. */
final class Families {
  /** Warnings of the compiler that it gives by themselves; the others would only be asked for by mistake. */
  static final List<String> lintKeys = List.of(
      "cast", "deprecation", "divzero", "empty", "fallthrough", "finally", "lossy-conversions", "overrides", "rawtypes",
      "removal", "static", "synchronization", "unchecked");

  private Families() {}

  /** New ones for every file: some remember what they saw. */
  static List<Family> all() {
    return List.of(
        new Exceptions(), new Comparisons(), new IgnoredResults(), new Resources(), new UnusedNames(), new UnusedImports(),
        new SharedState(), new Habits());
  }
}
