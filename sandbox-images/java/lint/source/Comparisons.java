package lint;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree.Kind;
import java.util.EnumSet;
import java.util.Set;
import javax.lang.model.type.TypeKind;

/** Comparisons that do not compare what they seem to. */
final class Comparisons extends Family {
  private static final Set<String> values = Set.of(
      "java.lang.String", "java.lang.Integer", "java.lang.Long", "java.lang.Short", "java.lang.Byte", "java.lang.Double",
      "java.lang.Float", "java.lang.Character", "java.math.BigDecimal", "java.math.BigInteger", "java.util.UUID",
      "java.time.Instant", "java.time.LocalDate", "java.time.LocalDateTime", "java.time.OffsetDateTime");
  private static final Set<Kind> sameOnBothSides = EnumSet.of(
      Kind.EQUAL_TO, Kind.NOT_EQUAL_TO, Kind.LESS_THAN, Kind.GREATER_THAN, Kind.LESS_THAN_EQUAL, Kind.GREATER_THAN_EQUAL,
      Kind.CONDITIONAL_AND, Kind.CONDITIONAL_OR, Kind.MINUS, Kind.DIVIDE, Kind.REMAINDER, Kind.XOR);

  @Override
  public Void visitBinary(BinaryTree binary, Unit unit) {
    var left = Unit.withoutParentheses(binary.getLeftOperand());
    var right = Unit.withoutParentheses(binary.getRightOperand());
    if (binary.getKind() == Kind.EQUAL_TO || binary.getKind() == Kind.NOT_EQUAL_TO) compareIdentity(binary, left, right, unit);
    if (sameOnBothSides.contains(binary.getKind()) && isPlain(left) && left.toString().equals(right.toString()) && !isNumber(left, unit)) {
      unit.report("identical-operands", binary, "Both sides of this are `" + left + "`.");
    }
    return super.visitBinary(binary, unit);
  }

  private void compareIdentity(BinaryTree binary, ExpressionTree left, ExpressionTree right, Unit unit) {
    var leftType = unit.typeOf(getCurrentPath(), left);
    var rightType = unit.typeOf(getCurrentPath(), right);
    if (!unit.isNamed(leftType, values) || !unit.isNamed(rightType, values) || isShortCut(binary)) return;
    unit.report("identity-comparison", binary, "`" + binary.getLeftOperand() + "` and `" + binary.getRightOperand()
        + "` are compared as objects: equal values can be different objects.");
  }

  /** `a == b || a.equals(b)` asks for the same object first because that is quick. */
  private boolean isShortCut(BinaryTree binary) {
    for (var path = getCurrentPath().getParentPath(); path.getLeaf() instanceof ExpressionTree outer; path = path.getParentPath()) {
      if (outer.toString().contains(".equals(")) return true;
    }
    return false;
  }

  /** NaN is the one value that is not itself, and asking so is how one finds it. */
  private boolean isNumber(ExpressionTree expression, Unit unit) {
    var type = unit.typeOf(getCurrentPath(), expression);
    return type == null || type.getKind() == TypeKind.DOUBLE || type.getKind() == TypeKind.FLOAT;
  }

  /** Whether an expression gives the same each time, as far as one thread can tell. */
  private static boolean isPlain(ExpressionTree expression) {
    return switch (Unit.withoutParentheses(expression)) {
      case IdentifierTree name -> true;
      case MemberSelectTree member -> isPlain(member.getExpression());
      case BinaryTree both -> isPlainOrLiteral(both.getLeftOperand()) && isPlainOrLiteral(both.getRightOperand());
      default -> false;
    };
  }

  private static boolean isPlainOrLiteral(ExpressionTree expression) {
    return expression instanceof LiteralTree || isPlain(expression);
  }

  @Override
  public Void visitAssignment(AssignmentTree assignment, Unit unit) {
    var to = assignment.getVariable().toString();
    if (isPlain(assignment.getVariable()) && to.equals(Unit.withoutParentheses(assignment.getExpression()).toString())) {
      unit.report("self-assignment", assignment, "`" + to + "` is assigned to itself.");
    }
    return super.visitAssignment(assignment, unit);
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, Unit unit) {
    if (call.getMethodSelect() instanceof MemberSelectTree select && select.getIdentifier().contentEquals("equals")
        && call.getArguments().size() == 1 && !(select.getExpression() instanceof LiteralTree)) {
      var type = unit.typeOf(getCurrentPath(), select.getExpression());
      if (type != null && type.getKind() == TypeKind.ARRAY) {
        unit.report("array-equals", call, "`equals` on an array compares the arrays as objects, not their elements.");
      }
    }
    return super.visitMethodInvocation(call, unit);
  }
}
