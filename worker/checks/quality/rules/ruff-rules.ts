import { maintainability, risk, type RuleTable, security, style } from './rule.js'

const unused = 'Unused code still has to be read.'

/**
 * Ruff, by the codes of its stable rules. Left out on purpose: annotations, docstrings, the order of imports, lengths,
 * and the security rules (S) that take every subprocess, every bind to all interfaces, every hash or every statement
 * joined from constants for an attack.
 */
export const ruffRules: RuleTable = {
  S102: security(
    'severe',
    'Text is run as code: anyone who controls the text can run programs in your service.',
    'Parse the value, or pick a function from a fixed table.',
    'command-injection',
  ),
  S301: {
    ...security('severe', 'Unpickling runs code that the sender chose.', 'Use JSON.', 'unsafe-deserialization'),
    message: 'This reads data with pickle or a module like it.',
  },
  S307: {
    ...security(
      'severe',
      'Text is run as code: anyone who controls the text can run programs in your service.',
      'Use ast.literal_eval or json.loads.',
      'command-injection',
    ),
    message: 'This runs text as code (eval).',
  },
  S501: security(
    'severe',
    'Without a certificate check, anyone on the network path can read and change the traffic.',
    'Keep verify on.',
    'tls-check-disabled',
  ),
  S506: security(
    'severe',
    'yaml.load creates any object that the text names.',
    'Use yaml.safe_load.',
    'unsafe-deserialization',
  ),
  S602: security(
    'severe',
    'A shell parses the command, so input in it can run more commands.',
    'Pass the program and its arguments as a list, without shell=True.',
    'command-injection',
  ),
  S605: security(
    'severe',
    'A shell parses the command, so input in it can run more commands.',
    'Use subprocess.run with a list of arguments.',
    'command-injection',
  ),
  S201: {
    ...security('notable', 'The Flask debugger lets anyone run code.', 'Keep debug off.', 'debug-mode'),
    message: 'Flask runs with debug=True.',
  },
  S202: security(
    'notable',
    'Names in an archive can point outside the folder.',
    'Pass filter="data" to extractall.',
    'path-traversal',
  ),
  S701: security(
    'notable',
    'Without escaping, input becomes markup and script in your pages.',
    'Keep autoescape on.',
    'markup-injection',
  ),
  PLE2502: security(
    'severe',
    'Invisible direction marks make code look different from what it does.',
    'Remove the characters.',
  ),

  F402: risk('notable', 'The loop variable hides an import.', 'Rename the variable.'),
  F502: risk('notable', 'The format expects named values and gets none, so it throws.', 'Pass a mapping.'),
  F507: risk(
    'notable',
    'The format has a different number of placeholders than values, so it throws.',
    'Match placeholders and values.',
  ),
  F524: risk('notable', 'The format has a placeholder without a value, so it throws.', 'Pass the value.'),
  F601: risk('notable', 'The second key with the same value silently replaces the first.', 'Remove one.'),
  F621: risk('severe', 'The unpacking cannot work.', 'Correct the left side.'),
  F632: risk('notable', 'Equal values are not necessarily the same object.', 'Use == for text and numbers.'),
  F633: risk('notable', 'This is the print statement of Python 2.', 'Call print with parentheses.'),
  F634: risk(
    'notable',
    'A tuple is always true, so the condition tests nothing.',
    'Remove the comma or the parentheses.',
  ),
  F701: risk('severe', 'break is outside a loop.', 'Move or remove it.'),
  F704: risk('severe', 'yield is outside a function.', 'Move it into a function.'),
  F706: risk('severe', 'return is outside a function.', 'Move it into a function.'),
  F707: risk('severe', 'An except that catches everything has to come last.', 'Move it to the end.'),
  F811: risk(
    'notable',
    'The name is redefined before it is used, so the first definition is lost.',
    'Remove or rename one.',
  ),
  F821: risk('severe', 'The name is not defined anywhere, so the line throws when it runs.', 'Define or import it.'),
  F822: risk('notable', '__all__ lists a name that does not exist.', 'Correct the name.'),
  F823: risk(
    'severe',
    'The variable is read before it is assigned, so the line throws.',
    'Assign it first, or declare it global.',
  ),
  F901: risk('notable', 'NotImplemented is not an exception and cannot be raised.', 'Raise NotImplementedError.'),
  E711: risk('slight', 'A class can define what equals None; only identity is reliable.', 'Use is None.'),
  E722: {
    ...risk(
      'notable',
      'It also catches the request to stop, and every bug in the code.',
      'Name the exceptions that you expect.',
      'swallowed-error',
    ),
    message: 'This except does not name an exception, so it catches all of them.',
  },
  B002: risk('notable', 'Python has no ++: this is two plus signs.', 'Use += 1.'),
  B003: risk('notable', 'Assigning os.environ does not change the environment.', 'Use os.environ.clear and update.'),
  B004: risk('slight', 'hasattr with __call__ can be wrong about what is callable.', 'Use callable.'),
  B005: risk('notable', 'strip removes a set of characters, not a word.', 'Use removeprefix or removesuffix.'),
  B006: {
    ...risk(
      'notable',
      'The default is created once and shared by all calls.',
      'Use None, and create the value in the function.',
    ),
    message: 'The default value is a list, dictionary or other object that can change.',
  },
  B008: risk(
    'notable',
    'The call runs once, when the function is defined, not on each call.',
    'Use None, and make the call in the function.',
  ),
  B011: risk('notable', 'assert False is removed when Python optimises.', 'Raise an error.'),
  B012: risk('notable', 'Leaving a finally block early swallows the error.', 'Leave after the try statement.'),
  B015: risk(
    'notable',
    'The result of the comparison is unused: an assert or assignment was intended.',
    'Use it, or remove it.',
  ),
  B016: risk('notable', 'Only exceptions can be raised.', 'Raise an exception.'),
  B018: risk('notable', 'The expression has no effect: a call or an assignment is missing.', 'Complete or remove it.'),
  B020: risk('notable', 'The loop overwrites what it iterates over.', 'Give the variable another name.'),
  B021: risk('slight', 'An f-string is not a docstring.', 'Use a plain string.'),
  B025: risk('notable', 'The second handler for the same exception never runs.', 'Remove one.'),
  B029: risk('notable', 'except () catches nothing.', 'Name an exception.'),
  B030: risk('notable', 'Only exception classes can be caught.', 'Name a class.'),
  B031: risk('notable', 'A group from groupby can be iterated only once.', 'Convert it to a list first.'),
  B032: risk('notable', 'A colon is used where an assignment was intended.', 'Use =.'),
  B035: risk('notable', 'Every iteration writes the same key.', 'Use a key that changes.'),
  RUF006: risk(
    'notable',
    'A task without a reference can be garbage-collected before it ends.',
    'Keep a reference to what create_task returns.',
  ),
  ASYNC210: risk(
    'notable',
    'The call blocks all other requests while it waits.',
    'Use an asynchronous client.',
    'blocking-call',
  ),
  ASYNC251: risk(
    'notable',
    'time.sleep in an async function blocks all other requests.',
    'Use await asyncio.sleep.',
    'blocking-call',
  ),
  DTZ003: {
    ...risk(
      'notable',
      'utcnow has no time zone: treated as local time, it is a different moment.',
      'Use datetime.now(timezone.utc).',
    ),
    message: 'This uses datetime.utcnow.',
  },
  PLE0101: risk('severe', '__init__ cannot return a value.', 'Remove the value.'),
  PLE0604: risk('notable', '__all__ contains something other than names.', 'Put names in it.'),
  PLE1142: risk('severe', 'await is outside an async function.', 'Make the function async.'),
  PLE1205: risk(
    'notable',
    'The log call has more values than placeholders and fails when it logs.',
    'Match placeholders and values.',
  ),
  PLE1206: risk(
    'notable',
    'The log call has fewer values than placeholders and fails when it logs.',
    'Match placeholders and values.',
  ),
  PLE1310: risk(
    'notable',
    'strip removes a set of characters, so duplicates do nothing.',
    'Use removeprefix or removesuffix.',
  ),
  PLR0124: risk(
    'notable',
    'Comparing a value with itself tells you nothing.',
    'Compare what you intended, or use math.isnan.',
  ),
  PLW0120: risk('slight', 'A loop that never breaks always runs its else.', 'Move its code after the loop.'),
  PLW0129: risk('notable', 'The assertion is always true.', 'Test a condition.'),
  PLW0131: risk('notable', 'A named expression used as a statement was intended as an assignment.', 'Use =.'),
  PLW1508: {
    ...risk(
      'notable',
      'Environment variables are strings, so a default of another type gives the result two types.',
      'Use a string as the default, and convert the result.',
    ),
    message: 'The default value for an environment variable is not a string.',
  },

  F401: maintainability('slight', unused, 'Remove the import.', 'unused-code'),
  F403: maintainability(
    'slight',
    'Nobody can tell where the names come from, and tools cannot check them.',
    'Import by name.',
  ),
  F541: maintainability(
    'slight',
    'An f-string without a placeholder is plain text, or its placeholder is missing.',
    'Remove the f, or add the placeholder.',
  ),
  F841: maintainability('slight', unused, 'Remove the variable.', 'unused-code'),
  B007: maintainability(
    'slight',
    'An unused loop variable makes readers look for its use.',
    'Name it _.',
    'unused-code',
  ),
  B009: maintainability(
    'slight',
    'getattr with a fixed name is a long way to write an attribute.',
    'Use the attribute.',
  ),
  B017: maintainability('slight', 'A test that expects any exception passes for the wrong one.', 'Name the exception.'),
  B028: maintainability('slight', 'The warning points at the library, not at its caller.', 'Set stacklevel=2.'),
  S110: {
    ...maintainability(
      'notable',
      'The error disappears without a trace.',
      'Handle it, log it, or catch less.',
      'swallowed-error',
    ),
    message: 'This except block ignores the error.',
  },
  S112: {
    ...maintainability(
      'notable',
      'The error disappears without a trace, and the loop goes on.',
      'Handle it, log it, or catch less.',
      'swallowed-error',
    ),
    message: 'This except block ignores the error and goes on with the loop.',
  },
  T100: maintainability(
    'notable',
    'The service stops here and waits for input from a keyboard.',
    'Remove the breakpoint.',
  ),
  TRY203: maintainability(
    'slight',
    'An except that only re-raises does nothing.',
    'Remove the try, or handle the error.',
  ),
  TRY401: maintainability('slight', 'logging.exception already adds the error.', 'Leave it out of the message.'),
  SIM101: maintainability('slight', 'One isinstance call can test for several classes.', 'Pass a tuple of classes.'),
  SIM115: {
    ...maintainability(
      'notable',
      'The file stays open if something throws before it is closed.',
      'Open it in a with statement.',
      'unclosed-resource',
    ),
    message: 'This file is opened without a with statement.',
  },
  SIM201: maintainability('slight', 'not a == b is harder to read than a != b.', 'Use !=.'),
  SIM222: risk('notable', 'The condition is always true.', 'Test what you intended.'),
  SIM223: risk('notable', 'The condition is always false.', 'Test what you intended.'),
  PLR1714: {
    ...maintainability('slight', 'Comparing one value with several is a membership test.', 'Use in.'),
    message: 'The same value is compared with several others, one after the other.',
  },
  C416: maintainability('slight', 'The comprehension only copies what it iterates over.', 'Call list, set or dict.'),
  UP031: {
    ...style('slight', 'Formatting with % misreads tuples and is harder to follow.', 'Use an f-string.'),
    message: 'This text is formatted with the % operator.',
  },
  E712: style(
    'slight',
    'Comparing with True requires the value to be exactly True.',
    'Use the value as the condition.',
  ),
  E713: style('slight', 'not x in y reads as if x were negated.', 'Use not in.'),
  E714: style('slight', 'not x is y reads as if x were negated.', 'Use is not.'),
  E731: style('slight', 'A lambda that is assigned to a name has no name in a stack trace.', 'Use def.'),
  E741: style('slight', 'l, O and I look like numbers.', 'Choose another name.'),
  N801: style('slight', 'By convention, class names use CapWords.', 'Rename the class.'),
  N802: style('slight', 'By convention, function names are in lower case.', 'Rename the function.'),
  W605: risk(
    'slight',
    'This is not a valid escape, and a later version of Python will reject it.',
    'Use a raw string.',
  ),
}
