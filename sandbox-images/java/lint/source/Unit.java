package lint;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** One file, with what the compiler found out about it. A type or element that it could not find out is `null`. */
record Unit(CompilationUnitTree tree, Trees trees, Types types, Elements elements, SourceFile source, Set<String> rules, Output output) {
  void report(String rule, Tree place, String message) {
    reportAt(rule, startOf(place), message);
  }

  void reportAt(String rule, long position, String message) {
    if (position < 0 || !rules.contains(rule)) return;
    var lines = tree.getLineMap();
    output.observe(rule, source.path, lines.getLineNumber(position), lines.getColumnNumber(position), message);
  }

  long startOf(Tree place) {
    return trees.getSourcePositions().getStartPosition(tree, place);
  }

  String textOf(Tree place) {
    var end = trees.getSourcePositions().getEndPosition(tree, place);
    return end < 0 ? "" : source.text.substring((int) startOf(place), (int) end);
  }

  Element elementOf(TreePath path) {
    return trees.getElement(path);
  }

  TypeMirror typeOf(TreePath parent, Tree expression) {
    var type = trees.getTypeMirror(new TreePath(parent, expression));
    return type == null || type.getKind() == TypeKind.ERROR ? null : type;
  }

  /** Whether a type is the named one, whatever its type arguments. */
  boolean isNamed(TypeMirror type, Set<String> names) {
    return type != null && type.getKind() == TypeKind.DECLARED && names.contains(types.erasure(type).toString());
  }

  boolean isSubtypeOf(TypeMirror type, String name) {
    var wanted = elements.getTypeElement(name);
    return type != null && wanted != null && type.getKind() == TypeKind.DECLARED
        && types.isSubtype(types.erasure(type), types.erasure(wanted.asType()));
  }

  static ExpressionTree withoutParentheses(ExpressionTree expression) {
    var inner = expression;
    while (inner instanceof com.sun.source.tree.ParenthesizedTree parentheses) inner = parentheses.getExpression();
    return inner;
  }
}
