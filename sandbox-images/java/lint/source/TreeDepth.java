package lint;

import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;

/** How deep a tree is: the compiler goes down it several times, with a larger frame each. */
final class TreeDepth extends TreeScanner<Void, Integer> {
  private int most;
  private final int bound;

  private TreeDepth(int bound) {
    this.bound = bound;
  }

  static boolean isWithin(Tree tree, int bound) {
    var scanner = new TreeDepth(bound);
    scanner.scan(tree, 0);
    return scanner.most <= bound;
  }

  @Override
  public Void scan(Tree tree, Integer depth) {
    most = Math.max(most, depth);
    return depth > bound ? null : super.scan(tree, depth + 1);
  }
}
