package lint;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;

/**
 * Resources that nothing closes. Only what is opened here and cannot leave here: one that is returned, kept in a field or
 * handed on may be closed elsewhere. A ResultSet is closed with its statement.
 */
final class Resources extends Family {
  private static final Set<String> ofDatabase = Set.of(
      "java.sql.Connection", "java.sql.Statement", "java.sql.PreparedStatement", "java.sql.CallableStatement");
  private static final Set<String> ofFiles = Set.of(
      "java.io.FileInputStream", "java.io.FileOutputStream", "java.io.FileReader", "java.io.FileWriter",
      "java.io.RandomAccessFile", "java.net.Socket", "java.util.zip.ZipFile");
  private static final Set<String> openers = Set.of(
      "lines", "list", "walk", "find", "newInputStream", "newOutputStream", "newBufferedReader", "newBufferedWriter", "newDirectoryStream");

  @Override
  public Void visitVariable(VariableTree variable, Unit unit) {
    var element = unit.elementOf(getCurrentPath());
    if (variable.getInitializer() != null && element != null && element.getKind() == ElementKind.LOCAL_VARIABLE
        && opens(new TreePath(getCurrentPath(), variable.getInitializer()), unit)) {
      judge(variable, element, unit);
    }
    return super.visitVariable(variable, unit);
  }

  private void judge(VariableTree variable, Element element, Unit unit) {
    var member = enclosingMember();
    var uses = new ResourceUses(element, member.getLeaf());
    uses.scan(member, unit);
    if (uses.leaves) return;
    if (!uses.isClosed) {
      unit.report("resource-not-closed", variable, "Nothing closes `" + variable.getName() + "`.");
    } else if (!uses.isClosedInFinally) {
      unit.report("close-skipped", variable, "`" + variable.getName() + "` stays open if something fails before it is closed.");
    }
  }

  private TreePath enclosingMember() {
    var path = getCurrentPath();
    while (path.getParentPath() != null && path.getLeaf().getKind() != Kind.METHOD && path.getLeaf().getKind() != Kind.LAMBDA_EXPRESSION
        && !(path.getParentPath().getLeaf() instanceof ClassTree)) {
      path = path.getParentPath();
    }
    return path;
  }

  /** `pool.getConnection().createStatement()`: what is opened in the middle of a chain has no name to close it by. */
  @Override
  public Void visitMemberSelect(MemberSelectTree select, Unit unit) {
    var receiver = Unit.withoutParentheses(select.getExpression());
    if (receiver instanceof MethodInvocationTree && !select.getIdentifier().contentEquals("close")
        && isCalled() && opens(new TreePath(getCurrentPath(), receiver), unit)) {
      unit.report("resource-not-closed", receiver, "What `" + nameOf(receiver) + "` opens is not kept in a variable, so your code cannot close it.");
    }
    return super.visitMemberSelect(select, unit);
  }

  private boolean isCalled() {
    return getCurrentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call && call.getMethodSelect() == getCurrentPath().getLeaf();
  }

  private static String nameOf(ExpressionTree call) {
    var method = ((MethodInvocationTree) call).getMethodSelect();
    return method instanceof MemberSelectTree select ? select.getIdentifier().toString() : method.toString();
  }

  private static boolean opens(TreePath path, Unit unit) {
    var expression = Unit.withoutParentheses((ExpressionTree) path.getLeaf());
    if (expression instanceof NewClassTree made) {
      return unit.isNamed(unit.typeOf(path.getParentPath(), made), ofFiles) && made.getClassBody() == null
          || made.getArguments().size() > 0 && isWrapper(made) && opens(new TreePath(path, made.getArguments().getFirst()), unit);
    }
    if (!(expression instanceof MethodInvocationTree call) || !(call.getMethodSelect() instanceof MemberSelectTree select)) return false;
    var receiver = unit.elementOf(new TreePath(new TreePath(path, select), select.getExpression()));
    if (receiver != null && receiver.toString().equals("java.nio.file.Files")) return openers.contains(select.getIdentifier().toString());
    var name = select.getIdentifier().toString();
    var isOpener = name.equals("getConnection") || name.equals("prepareStatement") || name.equals("createStatement") || name.equals("prepareCall");
    return isOpener && isOfLibrary(path, unit) && unit.isNamed(unit.typeOf(path.getParentPath(), call), ofDatabase);
  }

  private static boolean isWrapper(NewClassTree made) {
    return made.getIdentifier().toString().matches("(java\\.io\\.)?(Buffered\\w+|InputStreamReader|OutputStreamWriter|PrintWriter)|(java\\.util\\.)?Scanner");
  }

  /** A method of the learner's own that gives out a connection may well keep it open on purpose. */
  private static boolean isOfLibrary(TreePath call, Unit unit) {
    var method = unit.elementOf(call);
    return method != null && unit.trees().getPath(method) == null;
  }
}
