package lint;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.TreeScanner;
import java.util.Set;

/** What a `catch` does with what it caught. */
final class Exceptions extends Family {
  private static final Set<String> broad = Set.of("Exception", "Throwable", "RuntimeException", "Error");
  private static final Set<String> saidToBeIgnored = Set.of("_", "ignored", "ignore", "expected", "unused");

  @Override
  public Void visitCatch(CatchTree caught, Unit unit) {
    var name = caught.getParameter().getName().toString();
    var type = caught.getParameter().getType();
    var handling = new Handling(name);
    handling.scan(caught.getBlock(), null);
    var isCommented = unit.textOf(caught.getBlock()).matches("(?s).*(//|/\\*).*");
    if (caught.getBlock().getStatements().isEmpty()) {
      if (!isCommented && !saidToBeIgnored.contains(name)) {
        unit.report("empty-catch", caught, "The " + type + " that is caught here disappears without a trace.");
      }
    } else if (!handling.isUsed && !handling.ends && broad.contains(type.toString()) && !isCommented) {
      unit.report("swallowed-exception", caught, "Every " + type + " ends here, and nothing records what it was.");
    }
    if (catches("InterruptedException", type) && !handling.isInterruptKept && !handling.ends) {
      unit.report("interrupt-swallowed", caught, "The request to stop this thread is lost here.");
    }
    return super.visitCatch(caught, unit);
  }

  private static boolean catches(String name, Tree type) {
    return type instanceof UnionTypeTree union
        ? union.getTypeAlternatives().stream().anyMatch(each -> each.toString().equals(name))
        : type.toString().equals(name);
  }

  /** What the statements of a `catch` do. */
  private static final class Handling extends TreeScanner<Void, Void> {
    private final String name;
    boolean isUsed;
    /** It throws, or ends the program, or leaves the method. */
    boolean ends;
    boolean isInterruptKept;

    Handling(String name) {
      this.name = name;
    }

    @Override
    public Void visitIdentifier(IdentifierTree identifier, Void nothing) {
      isUsed |= identifier.getName().contentEquals(name);
      return null;
    }

    @Override
    public Void visitThrow(ThrowTree thrown, Void nothing) {
      ends = true;
      return super.visitThrow(thrown, nothing);
    }

    @Override
    public Void visitReturn(ReturnTree returned, Void nothing) {
      // Who returns nothing leaves: what a thread that is told to stop should do.
      isInterruptKept |= returned.getExpression() == null;
      return super.visitReturn(returned, nothing);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
      var method = call.getMethodSelect().toString();
      isInterruptKept |= method.endsWith("interrupt");
      ends |= method.equals("System.exit") || method.endsWith(".halt");
      return super.visitMethodInvocation(call, nothing);
    }
  }
}
