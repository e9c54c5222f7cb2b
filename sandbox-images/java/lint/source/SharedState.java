package lint;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;

/** What several threads of a service get hold of at once. */
final class SharedState extends Family {
  private static final Set<String> notForThreads = Set.of("java.text.SimpleDateFormat", "java.text.DateFormat", "java.util.Calendar", "java.text.DecimalFormat", "java.text.NumberFormat");
  private static final Set<String> sharedByAll = Set.of("java.lang.String", "java.lang.Integer", "java.lang.Long", "java.lang.Boolean");

  @Override
  public Void visitVariable(VariableTree variable, Unit unit) {
    var element = unit.elementOf(getCurrentPath());
    if (element != null && element.getKind() == ElementKind.FIELD && element.getModifiers().contains(Modifier.STATIC)) {
      var modifiers = element.getModifiers();
      if (!modifiers.contains(Modifier.FINAL) && !modifiers.contains(Modifier.PRIVATE) && !modifiers.contains(Modifier.VOLATILE)) {
        unit.report("mutable-static", variable, "Any code can replace `" + variable.getName() + "` for everyone at any time.");
      }
      if (unit.isNamed(element.asType(), notForThreads)) {
        unit.report("shared-date-format", variable, "All threads share `" + variable.getName() + "`, which gives wrong results when two use it at the same time.");
      }
    }
    return super.visitVariable(variable, unit);
  }

  @Override
  public Void visitSynchronized(SynchronizedTree block, Unit unit) {
    var lock = Unit.withoutParentheses(block.getExpression());
    var path = new TreePath(getCurrentPath(), lock);
    var isNew = lock instanceof NewClassTree || isMadeHere(unit.elementOf(path), unit);
    if (isNew || unit.isNamed(unit.typeOf(getCurrentPath(), lock), sharedByAll)) {
      unit.report("lock-not-shared", block, isNew
          ? "Each call locks its own object, so this protects nothing."
          : "`" + lock + "` may be the same object as a lock elsewhere.");
    }
    return super.visitSynchronized(block, unit);
  }

  /** A local variable that was made a moment ago: no other thread can have it. */
  private static boolean isMadeHere(Element element, Unit unit) {
    return element != null && element.getKind() == ElementKind.LOCAL_VARIABLE
        && unit.trees().getTree(element) instanceof VariableTree variable && variable.getInitializer() instanceof NewClassTree;
  }

  /** One servlet answers all requests: what one writes into a field, another reads. */
  @Override
  public Void visitAssignment(AssignmentTree assignment, Unit unit) {
    var field = unit.elementOf(new TreePath(getCurrentPath(), assignment.getVariable()));
    var method = enclosingMethod();
    if (field != null && method != null && field.getKind() == ElementKind.FIELD && !field.getModifiers().contains(Modifier.STATIC)
        && field.getEnclosingElement() instanceof TypeElement owner && unit.isSubtypeOf(owner.asType(), "jakarta.servlet.http.HttpServlet")
        && method.getName().toString().matches("do(Get|Post|Put|Patch|Delete|Head|Options)|service")) {
      unit.report("request-in-field", assignment, "`" + field.getSimpleName() + "` belongs to one request, but all requests share it.");
    }
    return super.visitAssignment(assignment, unit);
  }

  private MethodTree enclosingMethod() {
    for (var path = getCurrentPath(); path != null; path = path.getParentPath()) {
      if (path.getLeaf() instanceof MethodTree method) return method;
    }
    return null;
  }
}
