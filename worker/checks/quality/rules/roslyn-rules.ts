import { maintainability, risk, type RuleTable, security } from './rule.js'

const unchecked = 'Without a certificate check, anyone on the network path can read and change the traffic.'
const weakCipher = 'This cipher was broken long ago, so the encrypted data can be read.'
const oldTls = 'Old versions of TLS and SSL have known vulnerabilities.'
const unsafeReader = 'Anyone who sends such data can run their own code while it is read.'
const nullIsPossible =
  'The compiler sees a path on which this is null, and then the request ends with a NullReferenceException.'
const checkNull = 'Handle null first, or declare the type so that it cannot be null here.'
const neverUsed = 'Unused code still has to be read and maintained.'
const remove = 'Remove it.'

/**
 * C#: what the compiler (CS), Microsoft's analyzers (CA) and SonarAnalyzer (S) see in a compilation. Left out on
 * purpose: advice for libraries that others build on, what asks for other names, and rules that doubt constants (S2077,
 * CA2000).
 */
export const roslynRules: RuleTable = {
  CA2100: security(
    'severe',
    'A value that becomes part of the statement text can change what the statement does.',
    'Keep the text constant and pass values as parameters.',
    'sql-from-strings',
  ),
  CA3001: security(
    'severe',
    'Client input becomes part of the statement text.',
    'Pass it as a parameter of the command.',
    'sql-from-strings',
  ),
  CA3003: security(
    'severe',
    'With ../ in a name, a client can reach any file on the server.',
    'Look the name up in your own list, or check that the full path stays in its folder.',
    'path-traversal',
  ),
  CA3006: security(
    'severe',
    'A client can run any command on the server.',
    'Do not start programs with client input; if you must, pass it in ArgumentList.',
    'command-injection',
  ),
  CA3075: security(
    'severe',
    'The XML can make the server read its own files or send requests to other hosts.',
    'Set DtdProcessing to Prohibit and XmlResolver to null.',
    'unsafe-parsing',
  ),
  CA2300: security('severe', unsafeReader, 'Use System.Text.Json with your own type.', 'unsafe-parsing'),
  CA2326: security('severe', unsafeReader, 'Leave TypeNameHandling at None.', 'unsafe-parsing'),
  CA5350: security('notable', weakCipher, 'Use AES in GCM mode, or SHA-256 for digests.', 'weak-cipher'),
  CA5351: security('notable', weakCipher, 'Use AES in GCM mode, or SHA-256 for digests.', 'weak-cipher'),
  CA5358: security(
    'notable',
    'In this mode, equal blocks stay equal, and changes go unnoticed.',
    'Use AesGcm.',
    'weak-cipher',
  ),
  CA5359: security(
    'severe',
    unchecked,
    'Remove the callback; to trust your own certificate, install it.',
    'tls-check-disabled',
  ),
  CA5364: security('notable', oldTls, 'Let the system choose the version.', 'weak-tls'),
  CA5397: security('notable', oldTls, 'Use SslProtocols.None, so that the system chooses.', 'weak-tls'),
  CA5379: security(
    'notable',
    'A fast hash lets an attacker try all common passwords.',
    'Derive with HashAlgorithmName.SHA256, or use BCrypt.',
    'weak-password-hash',
  ),
  CA5387: security(
    'notable',
    'With so few iterations, an attacker can try all common passwords.',
    'Use 100,000 iterations or more.',
    'weak-password-hash',
  ),
  CA5404: security(
    'severe',
    'Anyone can forge a token that is not fully validated.',
    'Keep the checks of TokenValidationParameters on.',
    'token-unchecked',
  ),
  CA5405: security(
    'severe',
    'A check that always succeeds is no check.',
    'Return the result of a real check.',
    'token-unchecked',
  ),
  S2053: security(
    'notable',
    'With a fixed salt, equal passwords have equal hashes.',
    'Generate a random salt for each password.',
    'weak-password-hash',
  ),
  S2068: security(
    'severe',
    'Anyone who can read the source or its history has the password.',
    'Read it from the environment.',
    'secret-in-source',
  ),
  S6418: security(
    'severe',
    'Anyone who can read the source or its history has the key.',
    'Read it from the environment.',
    'secret-in-source',
  ),
  S2115: security(
    'notable',
    'A database without a password is open to anyone who can reach it.',
    'Read the connection string from the environment.',
    'secret-in-source',
  ),
  S4830: security(
    'severe',
    unchecked,
    'Remove the callback; to trust your own certificate, install it.',
    'tls-check-disabled',
  ),
  S5542: security(
    'notable',
    'In this mode, an attacker can read or change the encrypted data.',
    'Use AesGcm.',
    'weak-cipher',
  ),
  S5659: security(
    'severe',
    'Anyone can forge a token whose signature is not verified.',
    'Verify the signature with a key.',
    'token-unchecked',
  ),
  S2612: security(
    'notable',
    'Every user of the machine can change this file.',
    'Grant permissions to the owner only.',
    'open-permissions',
  ),

  CA2013: risk(
    'notable',
    'Value types are boxed again each time, so this is always false.',
    'Compare them with == or Equals.',
  ),
  CA2021: risk(
    'notable',
    'No element can have this type, so this is always empty or throws.',
    'Use the type that the elements have.',
  ),
  CA2200: risk(
    'notable',
    'The stack trace starts again here, so the place of the failure is lost.',
    'Write `throw;` without the exception.',
    'rethrow',
  ),
  CA2241: risk(
    'notable',
    'The placeholders and the values do not match.',
    'Pass as many values as there are placeholders.',
  ),
  CA2245: risk(
    'notable',
    'An assignment to itself changes nothing: another name was intended.',
    'Assign what you intended.',
    'self-assignment',
  ),
  CA2254: maintainability(
    'slight',
    'A message built from values cannot be searched for, and to the log each one is new.',
    'Use a constant message with {Placeholders}.',
  ),
  S1656: risk(
    'notable',
    'An assignment to itself changes nothing: another name was intended.',
    'Assign what you intended.',
    'self-assignment',
  ),
  S1764: risk(
    'notable',
    'Both sides are the same, so the result is always the same.',
    'Compare with what you intended.',
  ),
  S1751: risk('notable', 'This loop always ends in its first iteration.', 'Remove the loop, or the jump out of it.'),
  S1848: risk('notable', 'An object is created and discarded.', 'Use it, or do not create it.'),
  S1862: risk(
    'notable',
    'An earlier branch has the same condition, so this one is never taken.',
    'Test what you intended.',
  ),
  S2114: risk(
    'notable',
    'A collection that is passed to itself ends up empty, doubled or unchanged.',
    'Pass the other one.',
  ),
  S2190: risk('severe', 'Nothing ends this recursion, so it takes the whole service down.', 'Add a case that ends it.'),
  S2201: risk(
    'notable',
    'The only effect of this call is its return value, which is discarded.',
    'Use the return value.',
  ),
  S2251: risk('notable', 'The counter moves away from its end.', 'Change the direction.'),
  S2259: risk('notable', nullIsPossible, checkNull, 'null-dereference'),
  S2445: risk(
    'notable',
    'A lock that other code can change or acquire protects nothing.',
    'Lock a private readonly object.',
    'lock-not-shared',
  ),
  S2551: risk(
    'notable',
    'Other code can acquire this lock too and wait forever.',
    'Lock a private readonly object.',
    'lock-not-shared',
  ),
  S2583: risk(
    'notable',
    'This condition is always the same, so part of the code never runs.',
    'Test what you intended.',
    'constant-condition',
  ),
  S2589: risk(
    'slight',
    'This condition is always the same.',
    'Remove it, or test what you intended.',
    'constant-condition',
  ),
  S2674: risk('notable', 'A read can return less than you asked for.', 'Use ReadExactly, or read until all is there.'),
  S2688: risk('notable', 'Nothing equals NaN, not even NaN.', 'Use double.IsNaN.'),
  S2696: risk(
    'notable',
    'Every request writes the same static field, so one reads what another wrote.',
    'Keep it in the instance, or guard it with a lock.',
    'shared-state',
  ),
  S2757: risk('notable', '=+ assigns the positive value; += was intended.', 'Write += or a space after the =.'),
  S2930: risk(
    'notable',
    'Nothing disposes of this, so connections and files stay open until none are left.',
    'Declare it with `using`.',
    'resource-not-closed',
  ),
  S3168: risk(
    'severe',
    'An exception in an `async void` method ends the whole service, and nothing can await it.',
    'Return Task.',
    'async-void',
  ),
  S3449: risk(
    'notable',
    'A shift by this amount does not do what it seems to do.',
    'Shift by less than the size of the type.',
  ),
  S3655: risk(
    'notable',
    'The value may be absent here, and then this throws.',
    'Check HasValue first.',
    'null-dereference',
  ),
  S3923: risk(
    'notable',
    'All branches do the same thing, so the condition has no effect.',
    'Do what you intended in each branch.',
  ),
  S3981: risk('notable', 'A count is never negative, so this is always the same.', 'Compare with 1, or use Any().'),
  S3984: risk(
    'notable',
    'The exception is created but never thrown.',
    'Write `throw` before it.',
    'exception-not-thrown',
  ),
  S4158: risk('notable', 'The collection is always empty here.', 'Fill it first, or remove this.'),
  S4275: risk('notable', 'The property reads or writes the field of another one.', 'Use its own field.'),
  S4462: risk(
    'notable',
    'Waiting for a task blocks a thread; under load, none is left and the service hangs.',
    'Use await.',
    'blocking-wait',
  ),
  S4586: risk(
    'notable',
    'Awaiting null throws a NullReferenceException.',
    'Return Task.FromResult or Task.CompletedTask.',
  ),
  S5856: risk('notable', 'This regular expression is not valid and throws when it is used.', 'Correct it.'),
  CS0162: risk('notable', 'This code can never run.', 'Remove it, or the jump before it.', 'unreachable-code'),
  CS0472: risk(
    'notable',
    'A value of this type is never null, so this is always the same.',
    'Compare with what you intended.',
  ),
  CS0665: risk('notable', 'This is an assignment; a comparison was intended.', 'Write ==.'),
  CS1717: risk(
    'notable',
    'An assignment to itself changes nothing: another name was intended.',
    'Assign what you intended.',
    'self-assignment',
  ),
  CS4014: {
    ...risk(
      'notable',
      'Nothing awaits this, so its failure is lost, and the response may be sent before it is done.',
      'Write `await` before it.',
      'missing-await',
    ),
    message: 'This asynchronous call is not awaited.',
  },
  CS8602: {
    ...risk('notable', nullIsPossible, checkNull, 'null-dereference'),
    message: 'This may be null when it is used here.',
  },
  CS8603: {
    ...risk('slight', 'The caller is promised a value and may get null.', checkNull, 'null-value'),
    message: 'This may return null.',
  },
  CS8604: risk(
    'slight',
    'A value that may be null is passed to code that does not expect null.',
    checkNull,
    'null-value',
  ),
  CS8618: risk(
    'slight',
    'This is null until it is set, although its type says that it never is.',
    'Mark it `required`, or set it in the constructor.',
    'null-value',
  ),

  CS0168: maintainability('slight', neverUsed, remove, 'unused-code'),
  CS0219: maintainability('slight', neverUsed, remove, 'unused-code'),
  CS0618: maintainability(
    'slight',
    'This is kept only for old code and may be removed in a future version.',
    'Use the replacement that the warning names.',
  ),
  S108: maintainability(
    'notable',
    'An empty block looks unfinished, and an empty catch hides every failure.',
    'Fill it, remove it, or explain in a comment why it is empty.',
    'empty-block',
  ),
  S112: maintainability(
    'slight',
    'Code that handles this failure has to catch all others too.',
    'Throw a type whose name says what is wrong.',
  ),
  S1104: maintainability('slight', 'Any code can change a public field without a check.', 'Make it a property.'),
  S1144: maintainability('slight', neverUsed, remove, 'unused-code'),
  S1186: maintainability(
    'slight',
    'An empty method looks unfinished.',
    'Fill it, remove it, or explain in a comment why it is empty.',
  ),
  S1481: maintainability('slight', neverUsed, remove, 'unused-code'),
  S1854: maintainability(
    'slight',
    'This value is overwritten before it is read.',
    'Remove the assignment.',
    'unused-code',
  ),
  S1871: maintainability(
    'slight',
    'Two branches do the same thing, so it is easy to change only one of them.',
    'Combine their conditions.',
    'duplicate',
  ),
  S2223: maintainability(
    'notable',
    'Any code can replace this for everyone at any time.',
    'Make it readonly or private.',
    'mutable-static',
  ),
  S2486: maintainability(
    'notable',
    'The error disappears, and nobody learns why the result is wrong.',
    'Handle it, log it, or let it propagate.',
    'empty-block',
  ),
  S2681: risk('notable', 'Only the first of these indented lines belongs to the condition.', 'Add braces.'),
  S3358: maintainability('slight', 'Nested conditions are hard to read.', 'Use `if`, or a switch expression.'),
  S4144: maintainability(
    'slight',
    'Two methods have the same body, so it is easy to change only one of them.',
    'Make one call the other.',
    'duplicate',
  ),
  S4487: maintainability('slight', 'This field is never read.', remove, 'unused-code'),
  S1643: maintainability(
    'slight',
    'Each iteration copies the whole string again.',
    'Use StringBuilder or string.Join.',
  ),
  S1116: {
    category: 'style',
    level: 'slight',
    why: 'An empty statement is usually a typo.',
    fix: 'Remove the semicolon.',
  },
}
