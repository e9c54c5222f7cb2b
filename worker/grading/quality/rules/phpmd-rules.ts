import { maintainability, risk, security } from './describe-rule.js'
import type { RuleTable } from './rule.js'

const unused = 'What nobody uses has to be read all the same.'

/**
 * PHPMD, by its rules. Left out on purpose: lengths and complexity, which are measured for all languages in one way, and
 * rules against else, static calls, superglobals and short names; and undefined variables, for which it takes static
 * properties of other classes, and private methods, whose use on another object of the class it does not see.
 */
export const phpmdRules: RuleTable = {
  EvalExpression: security('severe', 'Text becomes code: whoever writes the text runs programs in your service.', 'Parse the value, or pick a function from a fixed table.', 'command-injection'),
  DevelopmentCodeFragment: security('notable', 'What was printed to find a mistake is sent to every caller.', 'Remove it, or use error_log.', 'debug-mode'),
  DuplicatedArrayKey: risk('notable', 'The second key of the same value replaces the first without a word.', 'Remove one.'),
  IfStatementAssignment: risk('notable', 'An assignment stands where a comparison was meant.', 'Compare with ===, or assign before.'),
  CountInLoopExpression: risk('slight', 'The array is counted in every turn, and the loop misbehaves when it changes.', 'Count before the loop, or use foreach.'),
  ConstructorWithNameAsEnclosingClass: risk('notable', 'A method named like its class is no constructor any more.', 'Call it __construct.'),
  EmptyCatchBlock: maintainability('notable', 'The error disappears without a trace.', 'Handle it, log it, or catch less.', 'swallowed-error'),
  ErrorControlOperator: maintainability('notable', 'The @ hides every error of the call, those you did not think of too.', 'Test before, or catch the exception.', 'swallowed-error'),
  GotoStatement: maintainability('notable', 'Jumps make it hard to tell which lines run.', 'Use loops, functions and returns.'),
  UnusedLocalVariable: maintainability('slight', unused, 'Remove the variable.', 'unused-code'),
  UnusedPrivateField: maintainability('slight', unused, 'Remove the property.', 'unused-code'),
  ExcessiveParameterList: maintainability('slight', 'With so many parameters callers mix them up.', 'Group those that belong together in an object.'),
  TooManyFields: maintainability('slight', 'A class with so much state does more than one thing.', 'Take what belongs together into classes of their own.'),
  TooManyMethods: maintainability('slight', 'A class with so many methods does more than one thing.', 'Split it by what it does.'),
  DepthOfInheritance: maintainability('slight', 'To know what the class does, all its ancestors have to be read.', 'Use objects in place of ancestors.'),
}
