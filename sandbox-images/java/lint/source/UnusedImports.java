package lint;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import java.util.regex.Pattern;

/** Imports whose name stands nowhere else in the file, comments included: documentation may refer to it. */
final class UnusedImports extends Family {
  private static final Pattern imports = Pattern.compile("(?m)^\\s*import\\s[^;]*;");

  @Override
  public Void visitCompilationUnit(CompilationUnitTree tree, Unit unit) {
    var rest = imports.matcher(unit.source().text).replaceAll("");
    for (var each : tree.getImports()) judge(each, rest, unit);
    return null;
  }

  private static void judge(ImportTree each, String rest, Unit unit) {
    if (!(each.getQualifiedIdentifier() instanceof MemberSelectTree select) || select.getIdentifier().contentEquals("*")) return;
    var name = select.getIdentifier().toString();
    if (Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(rest).find()) return;
    unit.report("unused-import", each, "Nothing uses the import of `" + name + "`.");
  }
}
