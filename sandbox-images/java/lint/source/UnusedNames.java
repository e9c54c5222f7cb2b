package lint;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;

/** Private members and local variables that nothing refers to. Both can only be used in their own file. */
final class UnusedNames extends Family {
  /** Called by serialization, which goes by the name. */
  private static final Set<String> calledByName =
      Set.of("serialVersionUID", "serialPersistentFields", "readObject", "writeObject", "readResolve", "writeReplace", "readObjectNoData", "main");
  private final Map<Element, Tree> declared = new LinkedHashMap<>();
  private final Set<Element> used = new HashSet<>();

  @Override
  public Void visitCompilationUnit(CompilationUnitTree tree, Unit unit) {
    super.visitCompilationUnit(tree, unit);
    declared.forEach((element, place) -> {
      if (used.contains(element)) return;
      var isLocal = element.getKind() == ElementKind.LOCAL_VARIABLE;
      unit.report(isLocal ? "unused-local" : "unused-private", place, "Nothing uses `" + element.getSimpleName() + "`.");
    });
    return null;
  }

  @Override
  public Void visitVariable(VariableTree variable, Unit unit) {
    var element = unit.elementOf(getCurrentPath());
    var isOfTry = getCurrentPath().getParentPath().getLeaf() instanceof TryTree;
    if (element != null && !isOfTry && (element.getKind() == ElementKind.LOCAL_VARIABLE || isPrivateField(element))) declare(element, variable);
    return super.visitVariable(variable, unit);
  }

  private static boolean isPrivateField(Element element) {
    return element.getKind() == ElementKind.FIELD && element.getModifiers().contains(Modifier.PRIVATE)
        && element.getEnclosingElement().getKind() != ElementKind.RECORD;
  }

  @Override
  public Void visitMethod(MethodTree method, Unit unit) {
    var element = unit.elementOf(getCurrentPath());
    if (element != null && element.getKind() == ElementKind.METHOD && element.getModifiers().contains(Modifier.PRIVATE)) declare(element, method);
    return super.visitMethod(method, unit);
  }

  @Override
  public Void visitClass(ClassTree type, Unit unit) {
    var element = unit.elementOf(getCurrentPath());
    if (element != null && element.getModifiers().contains(Modifier.PRIVATE)) declare(element, type);
    return super.visitClass(type, unit);
  }

  /** What carries an annotation is used by whoever reads that. */
  private void declare(Element element, Tree place) {
    var name = element.getSimpleName().toString();
    var isMeant = name.isEmpty() || name.startsWith("_") || name.startsWith("ignore") || name.startsWith("unused");
    if (!isMeant && element.getAnnotationMirrors().isEmpty() && !calledByName.contains(name)) declared.put(element, place);
  }

  @Override
  public Void visitIdentifier(IdentifierTree identifier, Unit unit) {
    return use(unit);
  }

  @Override
  public Void visitMemberSelect(MemberSelectTree select, Unit unit) {
    use(unit);
    return super.visitMemberSelect(select, unit);
  }

  @Override
  public Void visitMemberReference(MemberReferenceTree reference, Unit unit) {
    use(unit);
    return super.visitMemberReference(reference, unit);
  }

  @Override
  public Void visitNewClass(NewClassTree made, Unit unit) {
    use(unit);
    return super.visitNewClass(made, unit);
  }

  private Void use(Unit unit) {
    var element = unit.elementOf(getCurrentPath());
    if (element != null) used.add(element);
    return null;
  }
}
