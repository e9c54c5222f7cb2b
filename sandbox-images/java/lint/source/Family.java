package lint;

import com.sun.source.util.TreePathScanner;

/** Patterns that are found in the same kind of place. */
abstract class Family extends TreePathScanner<Void, Unit> {}
