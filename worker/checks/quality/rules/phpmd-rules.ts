import { maintainability, risk, type RuleTable, security } from './rule.js'

const unused = 'Unused code still has to be read.'

/**
 * PHPMD, by its rules. Left out on purpose: lengths and complexity, which are measured for all languages in one way,
 * and rules against else, static calls, superglobals and short names; and undefined variables, for which it takes
 * static properties of other classes, and private methods, whose use on another object of the class it does not see.
 */
export const phpmdRules: RuleTable = {
  EvalExpression: security(
    'severe',
    'Text is run as code: anyone who controls the text can run programs in your service.',
    'Parse the value, or pick a function from a fixed table.',
    'command-injection',
  ),
  DevelopmentCodeFragment: security(
    'notable',
    'Debug output is sent to every client.',
    'Remove it, or use error_log.',
    'debug-mode',
  ),
  DuplicatedArrayKey: risk('notable', 'The second key with the same value silently replaces the first.', 'Remove one.'),
  IfStatementAssignment: {
    ...risk('notable', 'An assignment is used where a comparison was intended.', 'Compare with ===, or assign first.'),
    message: 'A condition assigns a value.',
  },
  CountInLoopExpression: risk(
    'slight',
    'The array is counted in every iteration, and the loop misbehaves when the array changes.',
    'Count before the loop, or use foreach.',
  ),
  ConstructorWithNameAsEnclosingClass: risk(
    'notable',
    'A method named like its class is no longer a constructor.',
    'Name it __construct.',
  ),
  EmptyCatchBlock: {
    ...maintainability(
      'notable',
      'The error disappears without a trace.',
      'Handle it, log it, or catch less.',
      'swallowed-error',
    ),
    message: 'This catch block is empty.',
  },
  ErrorControlOperator: maintainability(
    'notable',
    'The @ hides every error of the call, even those you did not expect.',
    'Test first, or catch the exception.',
    'swallowed-error',
  ),
  GotoStatement: maintainability(
    'notable',
    'Jumps make it hard to tell which lines run.',
    'Use loops, functions and returns.',
  ),
  UnusedLocalVariable: maintainability('slight', unused, 'Remove the variable.', 'unused-code'),
  UnusedPrivateField: maintainability('slight', unused, 'Remove the property.', 'unused-code'),
  ExcessiveParameterList: maintainability(
    'slight',
    'With so many parameters, callers mix them up.',
    'Group those that belong together in an object.',
  ),
  TooManyFields: maintainability(
    'slight',
    'A class with so much state does more than one thing.',
    'Move what belongs together into separate classes.',
  ),
  TooManyMethods: maintainability(
    'slight',
    'A class with so many methods does more than one thing.',
    'Split it by what it does.',
  ),
  DepthOfInheritance: maintainability(
    'slight',
    'To know what the class does, you have to read all its ancestors.',
    'Use composition instead of inheritance.',
  ),
}
