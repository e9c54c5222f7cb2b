import { maintainability, risk, type RuleTable } from './rule.js'

const neverUsed = 'Unused code still has to be read and maintained.'
const remove = 'Remove it.'

/**
 * Java: the lint keys of javac, by its own names, and the patterns of our own that `lint-source` finds in the
 * compiler's tree. Left out of the keys: what speaks of libraries, of documentation and of serialization.
 */
export const javacRules: RuleTable = {
  divzero: risk('notable', 'A division by zero always throws.', 'Divide by what you intended.'),
  empty: risk(
    'notable',
    'The semicolon after `if` is its whole body: the code after it always runs.',
    'Remove the semicolon.',
  ),
  fallthrough: risk('notable', 'Without a break, the next case runs as well.', 'Use `case … ->`, or add the break.'),
  finally: risk(
    'notable',
    'A finally block that leaves the method drops the pending exception.',
    'Let the finally block run to its end.',
  ),
  'lossy-conversions': risk(
    'notable',
    'The assignment silently cuts off what does not fit.',
    'Use a type that holds the result.',
  ),
  overrides: risk(
    'notable',
    'Equal objects with different hash codes are not found in a HashMap or HashSet.',
    'Override hashCode with the same fields as equals.',
  ),
  synchronization: risk(
    'notable',
    'Other code may lock the same value object, or none does: the lock protects nothing.',
    'Lock a private final object.',
    'lock-not-shared',
  ),
  removal: risk(
    'notable',
    'This will be removed in a future version.',
    'Use the replacement that its documentation names.',
  ),
  static: maintainability(
    'slight',
    'A static member that is called on an object looks as if it depends on that object.',
    'Call it on the class.',
  ),
  cast: maintainability('slight', 'A cast to the type that the value already has does nothing.', 'Remove the cast.'),
  deprecation: maintainability(
    'slight',
    'This is kept only for old code and may be removed in a future version.',
    'Use the replacement that its documentation names.',
  ),
  rawtypes: maintainability(
    'slight',
    'Without a type argument, the compiler does not know the type of the elements, and a wrong element fails much later.',
    'Name the type of the elements: `List<String>`.',
    'raw-type',
  ),
  unchecked: maintainability(
    'slight',
    'The compiler cannot check this conversion: a wrong element fails much later, somewhere else.',
    'Use generic types throughout, or check each element.',
    'raw-type',
  ),

  'identity-comparison': risk(
    'severe',
    'Equal strings or numbers can be different objects: this is false when it should be true, though not in a small test.',
    'Compare with equals, or Objects.equals if one may be null.',
  ),
  'array-equals': risk('notable', 'Two arrays with the same elements are not equal.', 'Use Arrays.equals.'),
  'identical-operands': risk(
    'notable',
    'Both sides are the same, so the result is always the same.',
    'Compare with what you intended.',
  ),
  'self-assignment': risk(
    'notable',
    'An assignment to itself changes nothing: another name was intended.',
    'Assign what you intended: `this.name = name`.',
    'self-assignment',
  ),
  'ignored-result': risk(
    'notable',
    'Strings, decimals and dates are immutable: the new value is dropped, and the old one stays as it was.',
    'Assign what the method returns.',
  ),
  'exception-not-thrown': risk(
    'notable',
    'The exception is created but never thrown.',
    'Write `throw` before it.',
    'exception-not-thrown',
  ),
  'decimal-from-double': risk(
    'notable',
    'The double is not exactly the number that you wrote, so the decimal is not either.',
    'Write the number as a string: new BigDecimal("0.1").',
  ),
  'empty-catch': risk(
    'notable',
    'The error disappears, and nobody learns why the result is wrong.',
    'Handle it, log it or let it propagate; if it really does not matter, explain why in a comment.',
    'empty-block',
  ),
  'swallowed-exception': risk(
    'notable',
    'Every failure ends here, even a bug in the code, and nothing records what it was.',
    'Catch the exceptions that you can handle, and log all others.',
    'swallowed-exception',
  ),
  'interrupt-swallowed': risk(
    'slight',
    'The request to stop this thread is lost.',
    'Call Thread.currentThread().interrupt(), or return.',
  ),
  'resource-not-closed': risk(
    'notable',
    'Connections and files that stay open run out, and then the service hangs.',
    'Open it in a try-with-resources statement.',
    'resource-not-closed',
  ),
  'close-skipped': risk(
    'notable',
    'If something fails before the close, it stays open, and connections run out.',
    'Open it in a try-with-resources statement.',
    'resource-not-closed',
  ),
  'lock-not-shared': risk(
    'notable',
    'Threads that lock different objects do not wait for each other.',
    'Lock a private final object that they all share.',
    'lock-not-shared',
  ),
  'shared-date-format': risk(
    'notable',
    'This class is not thread-safe: two requests at the same time get wrong results.',
    'Use java.time.format.DateTimeFormatter, or create one for each use.',
    'shared-state',
  ),
  'request-in-field': risk(
    'severe',
    'One servlet handles all requests, so one request reads what another wrote.',
    'Keep it in a local variable, or pass it on as a parameter.',
    'shared-state',
  ),
  'system-exit': risk(
    'notable',
    'The whole service ends, along with every request that it is handling.',
    'Throw an exception, and handle it in the one place that sends responses.',
  ),
  'mutable-static': maintainability(
    'notable',
    'Any code can replace it for everyone at any time.',
    'Make it final, or private with methods that guard it.',
    'mutable-static',
  ),
  'print-stack-trace': maintainability(
    'slight',
    'The log shows where it failed but not what was tried, and the entry has no level to search by.',
    'Log a message and the exception.',
  ),
  'string-built-in-loop': maintainability(
    'slight',
    'Each iteration copies the whole string again.',
    'Use StringBuilder or String.join.',
  ),
  'unused-private': maintainability('slight', neverUsed, remove, 'unused-code'),
  'unused-local': maintainability('slight', neverUsed, remove, 'unused-code'),
  'unused-import': { category: 'style', level: 'slight', why: neverUsed, fix: remove, concern: 'unused-code' },
}
