package lint;

import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import java.util.Set;

/** Calls that do no good where they stand. */
final class Habits extends Family {
  private static final Set<String> string = Set.of("java.lang.String");

  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, Unit unit) {
    var method = call.getMethodSelect().toString();
    if ((method.equals("System.exit") || method.equals("Runtime.getRuntime().halt")) && !isInMain()) {
      unit.report("system-exit", call, "This ends the whole service, along with every request that it is handling.");
    }
    if (call.getMethodSelect() instanceof MemberSelectTree select && select.getIdentifier().contentEquals("printStackTrace")
        && call.getArguments().isEmpty() && unit.isSubtypeOf(unit.typeOf(getCurrentPath(), select.getExpression()), "java.lang.Throwable")) {
      unit.report("print-stack-trace", call, "The exception is printed, but not what failed.");
    }
    return super.visitMethodInvocation(call, unit);
  }

  private boolean isInMain() {
    for (var path = getCurrentPath(); path != null; path = path.getParentPath()) {
      if (path.getLeaf() instanceof LambdaExpressionTree) return false;
      if (path.getLeaf() instanceof MethodTree method) return method.getName().contentEquals("main");
    }
    return false;
  }

  @Override
  public Void visitCompoundAssignment(CompoundAssignmentTree assignment, Unit unit) {
    var type = unit.typeOf(getCurrentPath(), assignment.getVariable());
    if (assignment.getKind() == Kind.PLUS_ASSIGNMENT && unit.isNamed(type, string) && isRepeated(assignment.getVariable(), unit)) {
      unit.report("string-built-in-loop", assignment, "Each iteration copies all of `" + assignment.getVariable() + "` again.");
    }
    return super.visitCompoundAssignment(assignment, unit);
  }

  /** Whether a loop lies between the statement and where its variable is declared. */
  private boolean isRepeated(Tree variable, Unit unit) {
    var element = unit.elementOf(new TreePath(getCurrentPath(), variable));
    var declaration = element == null ? null : unit.trees().getTree(element);
    var from = declaration == null ? -1 : unit.startOf(declaration);
    for (var path = getCurrentPath(); path != null && from >= 0; path = path.getParentPath()) {
      var leaf = path.getLeaf();
      if (leaf instanceof LambdaExpressionTree || leaf instanceof MethodTree) return false;
      var isLoop = leaf instanceof ForLoopTree || leaf instanceof EnhancedForLoopTree || leaf instanceof WhileLoopTree || leaf instanceof DoWhileLoopTree;
      if (isLoop) return from < unit.startOf(leaf);
    }
    return false;
  }

  @Override
  public Void visitNewClass(NewClassTree made, Unit unit) {
    if (made.getIdentifier().toString().endsWith("BigDecimal") && made.getArguments().size() == 1
        && made.getArguments().getFirst() instanceof LiteralTree literal && literal.getKind() == Kind.DOUBLE_LITERAL) {
      unit.report("decimal-from-double", made, "`" + literal + "` has no exact double: the decimal is not the number written here.");
    }
    return super.visitNewClass(made, unit);
  }
}
