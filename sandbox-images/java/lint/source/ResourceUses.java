package lint;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;

/** What becomes of a local variable that holds a resource. */
final class ResourceUses extends TreePathScanner<Void, Unit> {
  private final Element variable;
  private final Tree member;
  /** It is handed on, returned, kept or captured, or is one of a `try`: who closes it is not seen here. */
  boolean leaves;
  boolean isClosed;
  boolean isClosedInFinally;

  /** @param member the method or lambda that declares the variable */
  ResourceUses(Element variable, Tree member) {
    this.variable = variable;
    this.member = member;
  }

  @Override
  public Void visitIdentifier(IdentifierTree identifier, Unit unit) {
    if (variable.equals(unit.elementOf(getCurrentPath()))) judge(getCurrentPath(), unit);
    return null;
  }

  private void judge(TreePath use, Unit unit) {
    var parent = use.getParentPath();
    if (!(parent.getLeaf() instanceof MemberSelectTree select) || !(parent.getParentPath().getLeaf() instanceof MethodInvocationTree)) {
      leaves = true;
      return;
    }
    if (isWithinLambda(parent) || isKept(parent.getParentPath().getParentPath(), unit)) leaves = true;
    if (!select.getIdentifier().contentEquals("close")) return;
    isClosed = true;
    isClosedInFinally |= isInFinally(parent);
  }

  /** Whether what a call on the resource makes is kept or returned: a statement needs its connection open. */
  private static boolean isKept(TreePath user, Unit unit) {
    if (user.getLeaf() instanceof ReturnTree) return true;
    if (!(user.getLeaf() instanceof AssignmentTree assignment)) return false;
    var target = unit.elementOf(new TreePath(user, assignment.getVariable()));
    return target != null && target.getKind() == ElementKind.FIELD;
  }

  private boolean isWithinLambda(TreePath path) {
    for (var each = path; each != null && each.getLeaf() != member; each = each.getParentPath()) {
      if (each.getLeaf() instanceof LambdaExpressionTree) return true;
    }
    return false;
  }

  private static boolean isInFinally(TreePath path) {
    for (var each = path; each.getParentPath() != null; each = each.getParentPath()) {
      if (each.getParentPath().getLeaf() instanceof TryTree attempt && attempt.getFinallyBlock() == each.getLeaf()) return true;
    }
    return false;
  }
}
