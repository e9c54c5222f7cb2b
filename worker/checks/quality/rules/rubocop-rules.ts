import { maintainability, risk, type RuleTable, security, style } from './rule.js'

const anyObject = 'Reading it can create any object that the text names, and run its code.'
const swallowed = 'The error disappears without a trace.'
const neverRuns = 'One of the two never runs.'

/**
 * RuboCop, by its cops. Left out on purpose: lengths and complexity, which are measured for all languages in one way;
 * layout, quotes and whatever else is taste; and cops that take an idiom of Sinatra, Rack or RSpec for a mistake.
 */
export const rubocopRules: RuleTable = {
  'Security/Eval': security(
    'severe',
    'Text is run as code: anyone who controls the text can run programs in your service.',
    'Parse the value, or pick a method from a fixed table.',
    'command-injection',
  ),
  'Security/Open': {
    ...security(
      'severe',
      'A value that begins with "|" is run as a command.',
      'Use File.open, or URI.parse(…).open for an address.',
      'command-injection',
    ),
    message: 'This opens whatever the value names (Kernel#open).',
  },
  'Security/IoMethods': security(
    'notable',
    'A value that begins with "|" is run as a command.',
    'Use the method of File with the same name.',
    'command-injection',
  ),
  'Security/MarshalLoad': {
    ...security('severe', anyObject, 'Use JSON.', 'unsafe-deserialization'),
    message: 'This reads data with Marshal.',
  },
  'Security/JSONLoad': {
    ...security('notable', anyObject, 'Use JSON.parse.', 'unsafe-deserialization'),
    message: 'This reads JSON with JSON.load.',
  },
  'Lint/AssignmentInCondition': {
    ...risk('notable', 'An assignment is used where a comparison was intended.', 'Compare with ==, or assign first.'),
    message: 'A condition assigns a value.',
  },
  'Lint/BinaryOperatorWithIdenticalOperands': risk(
    'notable',
    'Both sides are the same, so the result is always the same.',
    'Compare what you intended.',
  ),
  'Lint/DuplicateCaseCondition': risk('notable', neverRuns, 'Remove one.'),
  'Lint/DuplicateElsifCondition': risk('notable', neverRuns, 'Remove one.'),
  'Lint/DuplicateHashKey': risk(
    'notable',
    'The second key with the same value silently replaces the first.',
    'Remove one.',
  ),
  'Lint/DuplicateMethods': risk('notable', 'The second method silently replaces the first.', 'Remove one.'),
  'Lint/DuplicateRescueException': risk('notable', neverRuns, 'Remove one.'),
  'Lint/EnsureReturn': risk(
    'notable',
    'A return in ensure discards the exception.',
    'Return before ensure, or rescue what you expect.',
    'swallowed-error',
  ),
  'Lint/FloatComparison': risk(
    'slight',
    'Floating-point numbers are rarely equal.',
    'Compare their difference with a tolerance.',
  ),
  'Lint/FormatParameterMismatch': risk(
    'notable',
    'The format and its values do not match: it raises, or prints something else.',
    'Give one value for each field.',
  ),
  'Lint/InterpolationCheck': risk(
    'notable',
    'Between single quotes, #{…} is text.',
    'Use double quotes, if the value is meant.',
  ),
  'Lint/LiteralAsCondition': risk(
    'notable',
    'The condition is always the same, so one branch never runs.',
    'Test what you intended.',
  ),
  'Lint/NestedMethodDefinition': risk(
    'notable',
    'A method in a method belongs to the whole class, and exists only after the outer one has run.',
    'Define it beside the other, or use a lambda.',
  ),
  'Lint/RaiseException': risk(
    'notable',
    'A bare rescue does not catch Exception, so it ends the thread.',
    'Raise a subclass of StandardError.',
  ),
  'Lint/RescueException': {
    ...risk(
      'notable',
      'Exception includes signals, exit and a lack of memory.',
      'Rescue StandardError, or what you expect.',
    ),
    message: 'This rescues Exception.',
  },
  'Lint/SelfAssignment': risk('slight', 'Assigning a value to itself does nothing.', 'Remove it.'),
  'Lint/ShadowedException': risk(
    'notable',
    'An earlier rescue already catches it, so this one never runs.',
    'Put the more specific exception first.',
  ),
  'Lint/UnreachableLoop': risk('notable', 'The loop ends in its first round.', 'Test what you intended, or remove it.'),
  'Lint/UselessSetterCall': risk(
    'slight',
    'The object is local, so what is set on it is lost.',
    'Return the object, if it is meant.',
  ),
  'Lint/Void': risk('slight', 'The value is computed and not used.', 'Use it, or remove it.'),
  'Style/GlobalVars': {
    ...risk(
      'notable',
      'Every thread and every file can change it at any time.',
      'Keep it in an object, or in a constant that never changes.',
    ),
    message: 'This is a global variable.',
  },
  'Lint/Debugger': maintainability(
    'notable',
    'A debugger stops the request, and waits for someone at a keyboard.',
    'Remove it.',
  ),
  'Lint/EmptyConditionalBody': maintainability('slight', 'The branch does nothing.', 'Remove it, or reverse the test.'),
  'Lint/EmptyWhen': maintainability('slight', 'The branch does nothing.', 'Remove it, or say why with nil.'),
  'Lint/SuppressedException': {
    ...maintainability('notable', swallowed, 'Handle it, log it, or rescue less.', 'swallowed-error'),
    message: 'This rescue ignores the error.',
  },
  'Style/RescueModifier': {
    ...maintainability(
      'notable',
      'It hides every error of the expression, even those you did not expect.',
      'Rescue the exception that you expect, in begin and end.',
      'swallowed-error',
    ),
    message: 'A rescue behind an expression catches every error.',
  },
  'Lint/UselessAssignment': maintainability(
    'slight',
    'Unused code still has to be read.',
    'Remove the variable.',
    'unused-code',
  ),
  'Lint/UselessMethodDefinition': maintainability(
    'slight',
    'The method only calls the one that it overrides.',
    'Remove it.',
  ),
  'Metrics/ParameterLists': maintainability(
    'slight',
    'With so many parameters, callers mix them up.',
    'Group those that belong together in an object.',
  ),
  'Style/ClassVars': maintainability(
    'slight',
    'A class variable is shared with all subclasses, and by all threads.',
    'Use an instance variable of the class, or pass the value.',
  ),
  'Naming/ClassAndModuleCamelCase': style('slight', 'By convention, class names use CamelCase.', 'Rename the class.'),
  'Naming/ConstantName': style('slight', 'By convention, constants are in upper case.', 'Rename the constant.'),
  'Naming/MethodName': style('slight', 'By convention, method names use snake_case.', 'Rename the method.'),
  'Naming/VariableName': style('slight', 'By convention, variable names use snake_case.', 'Rename the variable.'),
  'Layout/IndentationStyle': style(
    'slight',
    'Editors show tabs at different widths, so the code shifts from editor to editor.',
    'Indent with two spaces.',
  ),
  'Layout/LineLength': style('slight', 'Lines this long have to be scrolled.', 'Break the line.'),
}
