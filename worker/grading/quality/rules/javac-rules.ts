import { maintainability, risk } from './describe-rule.js'
import type { RuleTable } from './rule.js'

const neverUsed = 'What nothing uses has to be read and kept up all the same.'
const remove = 'Remove it.'

/**
 * Java: the lint keys of javac, by its own names, and the patterns of our own that `lint-source` finds in the compiler's
 * tree. Left out of the keys: what speaks of libraries, of documentation and of serialization.
 */
export const javacRules: RuleTable = {
  divzero: risk('notable', 'A division by zero throws whenever it is reached.', 'Divide by what was meant.'),
  empty: risk('notable', 'The semicolon after `if` is its whole body: what follows always runs.', 'Remove the semicolon.'),
  fallthrough: risk('notable', 'Without a break the next case runs as well.', 'Use `case … ->`, or add the break.'),
  finally: risk('notable', 'A finally that leaves the method drops the exception that was on its way.', 'Let the finally block come to its end.'),
  'lossy-conversions': risk('notable', 'The assignment cuts off what does not fit, without a word.', 'Use a type that holds the result.'),
  overrides: risk('notable', 'Equal objects with different hash codes are not found in a HashMap or HashSet.', 'Override hashCode with the same fields as equals.'),
  synchronization: risk('notable', 'Others may lock the same value object, or none does: the lock protects nothing.', 'Lock a private final object.', 'lock-not-shared'),
  removal: risk('notable', 'This will be gone in one of the next versions.', 'Use what its documentation names in its place.'),
  static: maintainability('slight', 'A static member that is called on an object looks as if it depended on the object.', 'Call it on the class.'),
  cast: maintainability('slight', 'A cast to the type that the value has already says nothing.', 'Remove the cast.'),
  deprecation: maintainability('slight', 'This is kept for old code alone and may be gone in one of the next versions.', 'Use what its documentation names in its place.'),
  rawtypes: maintainability('slight', 'Without its type argument the compiler cannot tell what is in it, and a wrong element fails much later.', 'Name the type of the elements: `List<String>`.', 'raw-type'),
  unchecked: maintainability('slight', 'The compiler cannot check this conversion: a wrong element fails much later, somewhere else.', 'Use generic types throughout, or check each element.', 'raw-type'),

  'identity-comparison': risk('severe', 'Two texts or numbers that are equal may be two objects: this is false when it should be true, though not in a small test.', 'Compare with equals, or Objects.equals where one may be null.'),
  'array-equals': risk('notable', 'Two arrays with the same elements are not equal.', 'Use Arrays.equals.'),
  'identical-operands': risk('notable', 'With the same on both sides the result is always the same.', 'Compare with what was meant.'),
  'self-assignment': risk('notable', 'An assignment to itself changes nothing: another name was meant.', 'Assign what was meant: `this.name = name`.', 'self-assignment'),
  'ignored-result': risk('notable', 'Texts, decimals and dates never change: the new one is dropped, and the old one stays as it was.', 'Assign what the method returns.'),
  'exception-not-thrown': risk('notable', 'The exception is made and never thrown.', 'Write `throw` before it.', 'exception-not-thrown'),
  'decimal-from-double': risk('notable', 'The double is not exactly the number that stands there, and neither is the decimal.', 'Write the number as a text: new BigDecimal("0.1").'),
  'empty-catch': risk('notable', 'The failure disappears, and nobody learns why the result is wrong.', 'Handle it, log it or let it go on; where it truly means nothing, say so in a comment.', 'empty-block'),
  'swallowed-exception': risk('notable', 'Every failure ends here, mistakes in the code as well, and nothing says what it was.', 'Catch the exceptions that you can handle, and log the exception with the others.', 'swallowed-exception'),
  'interrupt-swallowed': risk('slight', 'Whoever asked this thread to stop is not heard.', 'Call Thread.currentThread().interrupt(), or leave.'),
  'resource-not-closed': risk('notable', 'Connections and files that stay open run out, and then the service stands still.', 'Open it in a try-with-resources.', 'resource-not-closed'),
  'close-skipped': risk('notable', 'When something fails before the close, it stays open; connections run out so.', 'Open it in a try-with-resources.', 'resource-not-closed'),
  'lock-not-shared': risk('notable', 'Threads that lock different objects do not wait for each other.', 'Lock a private final object that all of them share.', 'lock-not-shared'),
  'shared-date-format': risk('notable', 'These are not made for several threads: two requests at once get wrong results.', 'Use java.time.format.DateTimeFormatter, or make one for each use.', 'shared-state'),
  'request-in-field': risk('severe', 'One servlet answers all requests: one reads what another wrote.', 'Keep it in a local variable, or hand it on as a parameter.', 'shared-state'),
  'system-exit': risk('notable', 'The whole service ends, with every request that it is answering.', 'Throw an exception, and let the one place that answers requests handle it.'),
  'mutable-static': maintainability('notable', 'Any code may replace it for everybody at any time.', 'Make it final, or private with methods that guard it.', 'mutable-static'),
  'print-stack-trace': maintainability('slight', 'The log says where, but not what was tried, and it gets no level by which to find it.', 'Log a sentence and the exception.'),
  'string-built-in-loop': maintainability('slight', 'Each round copies the whole text once more.', 'Use StringBuilder or String.join.'),
  'unused-private': maintainability('slight', neverUsed, remove, 'unused-code'),
  'unused-local': maintainability('slight', neverUsed, remove, 'unused-code'),
  'unused-import': { category: 'style', level: 'slight', why: neverUsed, mend: remove, concern: 'unused-code' },
}
