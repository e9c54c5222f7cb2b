import type { Rule, RuleTable } from './rule.js'

type Level = Rule['level']

const security = (level: Level, concern: string, why: string, mend: string): Rule => ({ category: 'security', level, concern, why, mend })
const risk = (level: Level, why: string, mend: string, concern?: string): Rule => ({ category: 'correctness-risk', level, why, mend, ...(concern !== undefined && { concern }) })
const upkeep = (level: Level, why: string, mend: string, concern?: string): Rule => ({ category: 'maintainability', level, why, mend, ...(concern !== undefined && { concern }) })

const unchecked = 'Anybody in between can read and change what is sent when the certificate of the other side is not checked.'
const weakCipher = 'This cipher was broken long ago, so what it hides can be read.'
const oldTls = 'The old versions of TLS and SSL have known holes.'
const unsafeReader = 'Whoever sends such data can have any code of theirs run while it is read.'
const nullIsPossible = 'The compiler sees a way on which this is null, and then the request ends with a NullReferenceException.'
const checkNull = 'Handle null before, or declare the type so that null cannot get here.'
const neverUsed = 'What nothing uses has to be read and kept up all the same.'
const remove = 'Remove it.'

/**
 * C#: what the compiler (CS), Microsoft's analyzers (CA) and SonarAnalyzer (S) see in a compilation. Left out on purpose:
 * advice for libraries that others build on, what asks for other names, and rules that doubt constants (S2077, CA2000).
 */
export const roslynRules: RuleTable = {
  CA2100: security('severe', 'sql-from-strings', 'A value that becomes part of the text of a statement can change what the statement does.', 'Keep the text constant and pass values as parameters.'),
  CA3001: security('severe', 'sql-from-strings', 'What a client sent gets into the text of a statement.', 'Pass it as a parameter of the command.'),
  CA3003: security('severe', 'path-traversal', 'A client can name any file of the server with ../ in it.', 'Look the name up in a list of your own, or check that the full path stays in its folder.'),
  CA3006: security('severe', 'command-injection', 'A client can have any command run on the server.', 'Do not start programs with what a client sent; if it must be, pass it in ArgumentList.'),
  CA3075: security('severe', 'unsafe-parsing', 'The XML can have the server read its own files or ask other hosts.', 'Set DtdProcessing to Prohibit and XmlResolver to null.'),
  CA2300: security('severe', 'unsafe-parsing', unsafeReader, 'Use System.Text.Json with a type of your own.'),
  CA2326: security('severe', 'unsafe-parsing', unsafeReader, 'Leave TypeNameHandling at None.'),
  CA5350: security('notable', 'weak-cipher', weakCipher, 'Use AES in GCM mode, or SHA-256 for digests.'),
  CA5351: security('notable', 'weak-cipher', weakCipher, 'Use AES in GCM mode, or SHA-256 for digests.'),
  CA5358: security('notable', 'weak-cipher', 'In this mode equal blocks stay equal, and nobody notices a change.', 'Use AesGcm.'),
  CA5359: security('severe', 'tls-check-disabled', unchecked, 'Remove the callback; trust a certificate of your own by installing it.'),
  CA5364: security('notable', 'weak-tls', oldTls, 'Leave the choice of the version to the system.'),
  CA5397: security('notable', 'weak-tls', oldTls, 'Use SslProtocols.None: the system then chooses.'),
  CA5379: security('notable', 'weak-password-hash', 'A quick hash lets an attacker try all usual passwords.', 'Derive with HashAlgorithmName.SHA256, or use BCrypt.'),
  CA5387: security('notable', 'weak-password-hash', 'With so few rounds an attacker can try all usual passwords.', 'Use 100,000 rounds or more.'),
  CA5404: security('severe', 'token-unchecked', 'A token that is not fully checked can be made by anybody.', 'Leave the checks of TokenValidationParameters on.'),
  CA5405: security('severe', 'token-unchecked', 'A check that always says yes is none.', 'Return the result of a real check.'),
  S2053: security('notable', 'weak-password-hash', 'With a fixed salt, equal passwords have equal hashes.', 'Make a random salt for each password.'),
  S2068: security('severe', 'secret-in-source', 'Whoever can read the source has the password, now and in all its history.', 'Read it from the environment.'),
  S6418: security('severe', 'secret-in-source', 'Whoever can read the source has the key, now and in all its history.', 'Read it from the environment.'),
  S2115: security('notable', 'secret-in-source', 'A database without a password is open to everybody who reaches it.', 'Read the connection string from the environment.'),
  S4830: security('severe', 'tls-check-disabled', unchecked, 'Remove the callback; trust a certificate of your own by installing it.'),
  S5542: security('notable', 'weak-cipher', 'In this mode an attacker can read or change what is encrypted.', 'Use AesGcm.'),
  S5659: security('severe', 'token-unchecked', 'A token whose signature is not checked can be made by anybody.', 'Check the signature with a key.'),
  S2612: security('notable', 'open-permissions', 'Every user of the machine can change this file.', 'Give rights to the owner only.'),

  CA2013: risk('notable', 'Value types are boxed anew each time, so this is always false.', 'Compare them with == or Equals.'),
  CA2021: risk('notable', 'No element can have this type, so this is always empty or throws.', 'Name the type that the elements have.'),
  CA2200: risk('notable', 'The stack trace begins anew here: where it failed is lost.', 'Write `throw;` alone.', 'rethrow'),
  CA2241: risk('notable', 'The placeholders and the values do not fit each other.', 'Give as many values as there are placeholders.'),
  CA2245: risk('notable', 'An assignment to itself changes nothing: another name was meant.', 'Assign what was meant.', 'self-assignment'),
  CA2254: upkeep('slight', 'A message made of values cannot be searched for, and each is a new one to the log.', 'Use a constant message with {Placeholders}.'),
  S1656: risk('notable', 'An assignment to itself changes nothing: another name was meant.', 'Assign what was meant.', 'self-assignment'),
  S1764: risk('notable', 'With the same on both sides the result is always the same.', 'Compare with what was meant.'),
  S1751: risk('notable', 'This loop ends in its first round.', 'Remove the loop, or the jump out of it.'),
  S1848: risk('notable', 'An object is made and dropped.', 'Use it, or do not make it.'),
  S1862: risk('notable', 'An earlier branch has the same condition, so this one is never taken.', 'Ask for what was meant.'),
  S2114: risk('notable', 'A collection that is handed to itself ends empty, doubled or unchanged.', 'Hand over the other one.'),
  S2190: risk('severe', 'Nothing ends this recursion: the whole service dies with it.', 'Add the case in which it ends.'),
  S2201: risk('notable', 'This call has no other effect than what it returns, and that is dropped.', 'Use what it returns.'),
  S2251: risk('notable', 'The counter runs away from its end.', 'Change the direction.'),
  S2259: risk('notable', nullIsPossible, checkNull, 'null-dereference'),
  S2445: risk('notable', 'A lock that anybody else may change or take protects nothing.', 'Lock a private readonly object.', 'lock-not-shared'),
  S2551: risk('notable', 'Other code may take this lock too and wait for ever.', 'Lock a private readonly object.', 'lock-not-shared'),
  S2583: risk('notable', 'This condition is always the same, so a part of the code never runs.', 'Ask for what was meant.', 'constant-condition'),
  S2589: risk('slight', 'This condition is always the same.', 'Remove it, or ask for what was meant.', 'constant-condition'),
  S2674: risk('notable', 'A read may return less than was asked for.', 'Use ReadExactly, or read until all is there.'),
  S2688: risk('notable', 'Nothing equals NaN, not even NaN.', 'Use double.IsNaN.'),
  S2696: risk('notable', 'Every request writes the same static field: one reads what another wrote.', 'Keep it in the instance, or guard it with a lock.', 'shared-state'),
  S2757: risk('notable', '=+ assigns the positive value; += was meant.', 'Write += or a space after the =.'),
  S2930: risk('notable', 'Nothing disposes of this, so connections and files stay open until none are left.', 'Declare it with `using`.', 'resource-not-closed'),
  S3168: risk('severe', 'An exception in an `async void` method ends the whole service, and nobody can wait for it.', 'Return Task.', 'async-void'),
  S3449: risk('notable', 'A shift by this much does not do what it seems to.', 'Shift by less than the size of the type.'),
  S3655: risk('notable', 'The value may be absent here, and then this throws.', 'Ask HasValue before.', 'null-dereference'),
  S3923: risk('notable', 'All branches do the same, so the condition means nothing.', 'Do in each what was meant.'),
  S3981: risk('notable', 'A count is never negative, so this is always the same.', 'Compare with 1, or use Any().'),
  S3984: risk('notable', 'The exception is made and never thrown.', 'Write `throw` before it.', 'exception-not-thrown'),
  S4158: risk('notable', 'The collection is empty here on every way.', 'Fill it before, or remove this.'),
  S4275: risk('notable', 'The property reads or writes the field of another one.', 'Use its own field.'),
  S4462: risk('notable', 'Waiting for a task blocks its thread; under load none is left and the service stands still.', 'Use await.', 'blocking-wait'),
  S4586: risk('notable', 'Whoever awaits null gets a NullReferenceException.', 'Return Task.FromResult or Task.CompletedTask.'),
  S5856: risk('notable', 'This regular expression is not valid and throws when it is used.', 'Correct it.'),
  CS0162: risk('notable', 'This code can never run.', 'Remove it, or the jump before it.', 'unreachable-code'),
  CS0472: risk('notable', 'A value of this type is never null, so this is always the same.', 'Compare with what was meant.'),
  CS0665: risk('notable', 'This assigns; a comparison was meant.', 'Write ==.'),
  CS1717: risk('notable', 'An assignment to itself changes nothing: another name was meant.', 'Assign what was meant.', 'self-assignment'),
  CS4014: risk('notable', 'Nobody waits for this: its failure is lost, and the answer may go out before it is done.', 'Write `await` before it.', 'missing-await'),
  CS8602: risk('notable', nullIsPossible, checkNull, 'null-dereference'),
  CS8603: risk('slight', 'The caller was promised something and may get null.', checkNull, 'null-value'),
  CS8604: risk('slight', 'What may be null is handed to code that does not expect it.', checkNull, 'null-value'),
  CS8618: risk('slight', 'This is null until somebody sets it, though its type says that it never is.', 'Mark it `required`, or set it in the constructor.', 'null-value'),

  CS0168: upkeep('slight', neverUsed, remove, 'unused-code'),
  CS0219: upkeep('slight', neverUsed, remove, 'unused-code'),
  CS0618: upkeep('slight', 'This is kept for old code alone and may be gone in the next version.', 'Use what the warning names in its place.'),
  S108: upkeep('notable', 'An empty block looks like something forgotten, and an empty catch hides every failure.', 'Fill it, remove it, or say in a comment why it is empty.', 'empty-block'),
  S112: upkeep('slight', 'Who wants to handle this failure has to catch all others with it.', 'Throw a type that names what is wrong.'),
  S1104: upkeep('slight', 'Any code may change a public field, unchecked.', 'Make it a property.'),
  S1144: upkeep('slight', neverUsed, remove, 'unused-code'),
  S1186: upkeep('slight', 'An empty method looks like something forgotten.', 'Fill it, remove it, or say in a comment why it is empty.'),
  S1481: upkeep('slight', neverUsed, remove, 'unused-code'),
  S1854: upkeep('slight', 'Nothing reads this value before the next one takes its place.', 'Remove the assignment.', 'unused-code'),
  S1871: upkeep('slight', 'Two branches do the same: a change is easily made in one alone.', 'Join their conditions.', 'duplicate'),
  S2223: upkeep('notable', 'Any code may replace this for everybody at any time.', 'Make it readonly or private.', 'mutable-static'),
  S2486: upkeep('notable', 'The failure disappears, and nobody learns why the result is wrong.', 'Handle it, log it, or let it go on.', 'empty-block'),
  S2681: risk('notable', 'Only the first of these indented lines belongs to the condition.', 'Add braces.'),
  S3358: upkeep('slight', 'Conditions within conditions are hard to read right.', 'Use `if`, or a switch expression.'),
  S4144: upkeep('slight', 'Two methods with the same body: a change is easily made in one alone.', 'Let one call the other.', 'duplicate'),
  S4487: upkeep('slight', 'Nothing reads what this field holds.', remove, 'unused-code'),
  S1643: upkeep('slight', 'Each round copies the whole text once more.', 'Use StringBuilder or string.Join.'),
  S1116: { category: 'style', level: 'slight', why: 'An empty statement is a slip of the pen.', mend: 'Remove the semicolon.' },
}
