package lint;

import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;

/** Statements whose only effect is a result that nobody takes. */
final class IgnoredResults extends Family {
  /** Whoever calls a method of these that returns something wants what it returns. */
  private static final Set<String> immutable = Set.of(
      "java.lang.String", "java.math.BigDecimal", "java.math.BigInteger", "java.time.LocalDate", "java.time.LocalDateTime",
      "java.time.LocalTime", "java.time.Instant", "java.time.Duration", "java.time.ZonedDateTime", "java.time.OffsetDateTime");
  /** Methods that are called for the exception that they may throw. */
  private static final Set<String> checks = Set.of("parse", "valueOf", "of", "from", "getBytes", "charAt", "format", "intValueExact", "longValueExact", "substring");

  @Override
  public Void visitExpressionStatement(ExpressionStatementTree statement, Unit unit) {
    var expression = Unit.withoutParentheses(statement.getExpression());
    var path = new TreePath(getCurrentPath(), expression);
    if (expression instanceof MethodInvocationTree call && call.getMethodSelect() instanceof MemberSelectTree
        && unit.elementOf(path) instanceof ExecutableElement method && method.getEnclosingElement() instanceof TypeElement owner
        && immutable.contains(owner.getQualifiedName().toString()) && isPure(method)) {
      unit.report("ignored-result", statement, "`" + method.getSimpleName() + "` changes nothing: it returns a new "
          + owner.getSimpleName() + ", which is dropped here.");
    }
    if (expression instanceof NewClassTree made && made.getClassBody() == null
        && unit.isSubtypeOf(unit.typeOf(getCurrentPath(), expression), "java.lang.Throwable")) {
      unit.report("exception-not-thrown", statement, "This exception is created but never thrown.");
    }
    return super.visitExpressionStatement(statement, unit);
  }

  private static boolean isPure(ExecutableElement method) {
    var kind = method.getReturnType().getKind();
    return kind != TypeKind.VOID && !method.getModifiers().contains(Modifier.STATIC) && !checks.contains(method.getSimpleName().toString());
  }
}
