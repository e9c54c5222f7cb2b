import { maintainability, risk, type RuleTable, security, style } from './rule.js'

/**
 * ESLint's own rules, and those of typescript-eslint that need no types, sonarjs and security. Left out on purpose:
 * rules that hold parameters, the order of definitions or sequential awaits against anybody, and detectors that take
 * every variable in brackets or in a file name for an attack.
 */
export const eslintRules: RuleTable = {
  'no-eval': security(
    'severe',
    'Text is run as code: anyone who controls the text can run programs in your service.',
    'Parse the value, or pick a function from a fixed table.',
    'command-injection',
  ),
  'no-implied-eval': security(
    'severe',
    'A string passed to a timer is run as code.',
    'Pass a function to the timer.',
    'command-injection',
  ),
  'no-new-func': security(
    'severe',
    'The Function constructor runs text as code.',
    'Write the function, or pick one from a fixed table.',
    'command-injection',
  ),
  'security/detect-child-process': security(
    'severe',
    'Anyone who controls part of a command built at run time can turn it into another command.',
    'Use execFile or spawn with a fixed program and the input as one argument.',
    'command-injection',
  ),
  'security/detect-bidi-characters': security(
    'severe',
    'Invisible direction marks make code look different from what it does.',
    'Remove the characters.',
  ),
  'security/detect-buffer-noassert': security(
    'notable',
    'Reading past the end of a buffer without a check yields garbage.',
    'Omit the noAssert argument.',
  ),
  'security/detect-disable-mustache-escape': security(
    'notable',
    'Without escaping, input becomes markup and script in your pages.',
    'Keep escaping on.',
    'markup-injection',
  ),
  'security/detect-pseudoRandomBytes': security(
    'notable',
    'These bytes can be guessed.',
    'Use crypto.randomBytes.',
    'weak-random',
  ),
  'sonarjs/no-hardcoded-passwords': security(
    'severe',
    'Anyone who can read the source can read the password.',
    'Read it from an environment variable.',
    'secret-in-source',
  ),
  'sonarjs/unverified-certificate': security(
    'severe',
    'Without a certificate check, anyone on the network path can read and change the traffic.',
    'Keep the check on, and add your own certificate authority if you need one.',
    'tls-check-disabled',
  ),
  'sonarjs/unverified-hostname': security(
    'severe',
    'A certificate for another host is accepted, so anyone on the network path can pose as the server.',
    'Keep the host name check on.',
    'tls-check-disabled',
  ),
  'sonarjs/weak-ssl': security(
    'notable',
    'Old TLS versions can be broken.',
    'Let the runtime choose the version, or require at least TLS 1.2.',
  ),
  'sonarjs/insecure-jwt-token': security(
    'severe',
    'Anyone can forge a token that is unsigned or not verified.',
    'Sign with a strong algorithm and verify with the same one.',
  ),
  'sonarjs/no-weak-cipher': security('severe', 'The cipher is broken.', 'Use AES in GCM mode.'),
  'sonarjs/no-weak-keys': security(
    'notable',
    'The key is too short to withstand an attack.',
    'Use RSA with at least 2048 bits, or an elliptic curve with at least 224 bits.',
  ),
  'sonarjs/encryption-secure-mode': security(
    'notable',
    'This cipher mode reveals patterns in the encrypted data.',
    'Use GCM.',
  ),

  'constructor-super': risk(
    'severe',
    'The class cannot be constructed.',
    'Call super in the constructor of a derived class.',
  ),
  'for-direction': risk(
    'severe',
    'The loop counts away from its end and never stops.',
    'Count in the direction of the condition.',
  ),
  'getter-return': risk('notable', 'The getter returns undefined.', 'Return a value on every path.'),
  'no-async-promise-executor': {
    ...risk(
      'notable',
      'An error thrown in it is lost, and the promise never settles.',
      'Await before you create the promise, and use plain callbacks in it.',
    ),
    message: 'The function passed to new Promise is async.',
  },
  'no-const-assign': risk('severe', 'Assigning to a constant throws.', 'Declare it with let.'),
  'no-import-assign': risk('severe', 'Assigning to an import throws.', 'Use another variable.'),
  'no-this-before-super': risk('severe', 'Using this before super throws.', 'Call super first.'),
  'no-dupe-args': risk(
    'notable',
    'The second parameter with the same name hides the first.',
    'Give each its own name.',
  ),
  'no-dupe-class-members': risk(
    'notable',
    'The later member silently replaces the earlier one.',
    'Remove or rename one.',
  ),
  'no-dupe-else-if': risk(
    'notable',
    'The branch can never run, because its condition was already tested.',
    'Correct the condition.',
  ),
  'no-dupe-keys': risk('notable', 'The later key silently replaces the earlier one.', 'Remove one.'),
  'no-duplicate-case': risk('notable', 'The second case can never run.', 'Correct or remove it.'),
  'no-compare-neg-zero': risk('notable', 'The comparison is also true for +0.', 'Use Object.is.'),
  'no-cond-assign': risk('notable', 'An assignment is used where a comparison was intended.', 'Compare with ===.'),
  'no-constant-binary-expression': risk(
    'notable',
    'The result is always the same, so the test checks nothing.',
    'Correct the operator, or remove the test.',
  ),
  'no-constant-condition': {
    ...risk('notable', 'The condition is always the same, so one branch never runs.', 'Test what you intended.'),
    message: 'This condition is always the same.',
  },
  'no-ex-assign': risk('notable', 'The caught error is overwritten.', 'Use another variable.'),
  'no-fallthrough': risk('notable', 'The case falls through to the next one.', 'End it with break or return.'),
  'no-func-assign': risk('notable', 'The function is replaced at run time.', 'Use a variable.'),
  'no-global-assign': risk('notable', 'A built-in is replaced for the whole program.', 'Use another name.'),
  'no-extend-native': risk(
    'notable',
    'This changes every object in the program, including those of libraries.',
    'Write a function instead.',
  ),
  'no-invalid-regexp': risk('severe', 'The pattern is invalid and throws when it is used.', 'Correct the pattern.'),
  'no-loss-of-precision': risk(
    'notable',
    'The number cannot be represented exactly and becomes a different one.',
    'Use BigInt or a string.',
  ),
  'no-self-assign': risk(
    'notable',
    'Assigning a variable to itself does nothing: something else was intended.',
    'Assign what you intended.',
  ),
  'no-self-compare': risk(
    'notable',
    'Comparing a value with itself tells you nothing.',
    'Compare what you intended, or use Number.isNaN.',
  ),
  'no-setter-return': risk('slight', 'The return value of a setter is ignored.', 'Remove the return.'),
  'no-shadow-restricted-names': risk(
    'notable',
    'A name such as undefined means something else from here on.',
    'Choose another name.',
  ),
  'no-sparse-arrays': risk('notable', 'The array has a hole.', 'Remove the extra comma.'),
  'no-template-curly-in-string': risk(
    'notable',
    'The placeholder is in a plain string and is never filled in.',
    'Use backticks.',
  ),
  'no-undef': risk(
    'severe',
    'The name is not declared anywhere, so the line throws when it runs.',
    'Declare or import it.',
  ),
  'no-unreachable': risk(
    'notable',
    'Code after a return or throw never runs.',
    'Remove it, or move it up.',
    'unreachable-code',
  ),
  'no-unreachable-loop': risk(
    'notable',
    'The loop always ends in its first iteration.',
    'Remove the loop, or move the exit into a condition.',
  ),
  'no-unsafe-finally': risk(
    'notable',
    'Leaving a finally block early swallows the error or the result.',
    'Leave after the try statement.',
  ),
  'no-unsafe-negation': risk('notable', 'Only the left side is negated.', 'Put the whole comparison in parentheses.'),
  'no-unsafe-optional-chaining': risk(
    'notable',
    'It throws in exactly the case that ?. is meant to handle.',
    'Provide a default, or test first.',
  ),
  'no-throw-literal': {
    ...risk('notable', 'A thrown value that is not an Error has no stack and no message.', 'Throw an Error.'),
    message: 'This throws a value that is not an Error.',
  },
  'no-unexpected-multiline': risk(
    'notable',
    'This line is parsed as part of the line before it.',
    'Put a semicolon between them.',
  ),
  'no-unassigned-vars': risk('notable', 'The variable is read but never assigned.', 'Assign it.'),
  'no-unmodified-loop-condition': risk(
    'notable',
    'Nothing in the loop changes its condition, so it may never end.',
    'Change the condition in the loop.',
  ),
  'no-new-wrappers': risk(
    'notable',
    'A wrapped value is an object: it is always truthy and equals nothing.',
    'Call the function without new.',
  ),
  'no-debugger': risk('notable', 'The service stops here when someone debugs it.', 'Remove the statement.'),
  'array-callback-return': risk(
    'notable',
    'A callback that returns nothing makes map, filter and sort return nonsense.',
    'Return a value on every path.',
  ),
  'use-isnan': risk('notable', 'Nothing equals NaN, not even NaN.', 'Use Number.isNaN.'),
  'valid-typeof': risk('notable', 'typeof never returns that value.', 'Correct the value.'),
  eqeqeq: {
    ...risk(
      'notable',
      'Values of different types are converted before they are compared: 0 == "" is true.',
      'Use === and !==.',
    ),
    message: 'This compares with == or !=.',
  },
  'sonarjs/no-all-duplicated-branches': risk(
    'notable',
    'Every branch does the same thing, so the condition has no effect.',
    'Correct one of the branches, or remove the condition.',
  ),
  'sonarjs/no-element-overwrite': risk(
    'notable',
    'The element is overwritten before it is read.',
    'Correct the index or the key.',
  ),
  'sonarjs/no-empty-collection': risk('notable', 'The collection is read but never filled.', 'Fill it, or remove it.'),
  'sonarjs/no-identical-expressions': risk(
    'notable',
    'Both sides of the operator are the same.',
    'Correct one of them.',
  ),
  'sonarjs/no-identical-conditions': risk(
    'notable',
    'The condition was already tested, so this branch never runs.',
    'Correct it.',
  ),
  'sonarjs/no-use-of-empty-return-value': risk(
    'notable',
    'The function returns no value.',
    'Return a value, or do not use the result.',
  ),
  'sonarjs/no-collection-size-mischeck': risk('notable', 'A size is never below zero.', 'Compare with > 0.'),
  'sonarjs/non-existent-operator': risk(
    'notable',
    'The operator is written the wrong way round: =+ assigns.',
    'Write += or -=.',
  ),
  'sonarjs/bitwise-operators': risk(
    'notable',
    'A bitwise operator is used where a logical one was intended.',
    'Use && or ||.',
  ),
  'sonarjs/no-unthrown-error': risk('notable', 'The error is created but never thrown.', 'Throw it.'),
  '@typescript-eslint/no-non-null-asserted-optional-chain': risk(
    'notable',
    'The assertion contradicts the ?. before it.',
    'Test for undefined.',
  ),
  '@typescript-eslint/no-duplicate-enum-values': risk(
    'notable',
    'Two members of the enum have the same value.',
    'Give each its own value.',
  ),
  '@typescript-eslint/no-unsafe-declaration-merging': risk(
    'notable',
    'The compiler assumes that properties are set although nothing sets them.',
    'Implement the interface instead.',
  ),

  'no-empty': {
    ...maintainability(
      'notable',
      'An empty block hides an error, or was left unfinished.',
      'Handle the case, or explain in a comment why nothing is done.',
      'swallowed-error',
    ),
    message: 'This block is empty.',
  },
  'no-unused-vars': maintainability('slight', 'Unused code still has to be read.', 'Remove it.', 'unused-code'),
  'no-unused-private-class-members': maintainability(
    'slight',
    'Unused code still has to be read.',
    'Remove it.',
    'unused-code',
  ),
  'no-unused-expressions': {
    ...maintainability(
      'notable',
      'The expression has no effect: a call or an assignment is missing.',
      'Complete or remove it.',
    ),
    message: 'This expression does nothing.',
  },
  'no-useless-catch': {
    ...maintainability('slight', 'A catch that only rethrows does nothing.', 'Remove the try, or handle the error.'),
    message: 'This catch block only throws the error again.',
  },
  'no-useless-assignment': maintainability(
    'slight',
    'The value is overwritten before it is read.',
    'Remove the assignment.',
    'unused-code',
  ),
  'preserve-caught-error': maintainability(
    'slight',
    'The original error, and where it came from, is lost.',
    'Pass it as the cause: new Error(message, { cause: error }).',
  ),
  'sonarjs/no-duplicated-branches': maintainability(
    'slight',
    'Two branches contain the same code.',
    'Combine their conditions.',
  ),
  'sonarjs/no-unused-collection': maintainability(
    'notable',
    'The collection is filled but never read.',
    'Remove it.',
    'unused-code',
  ),
  'sonarjs/no-nested-conditional': {
    ...maintainability(
      'slight',
      'Nested conditional operators are hard to follow.',
      'Use if statements, or a function with early returns.',
    ),
    message: 'This conditional operator is inside another one.',
  },
  '@typescript-eslint/no-unused-vars': maintainability(
    'slight',
    'Unused code still has to be read.',
    'Remove it.',
    'unused-code',
  ),
  '@typescript-eslint/no-unused-expressions': {
    ...maintainability(
      'notable',
      'The expression has no effect: a call or an assignment is missing.',
      'Complete or remove it.',
    ),
    message: 'This expression does nothing.',
  },
  '@typescript-eslint/no-explicit-any': {
    ...maintainability(
      'slight',
      'With any, the compiler checks nothing from here on.',
      'Name the type, or use unknown and test it.',
    ),
    message: 'This has the type any.',
  },
  '@typescript-eslint/ban-ts-comment': maintainability(
    'notable',
    'The comment silences a real compiler error.',
    'Fix the types.',
  ),
  '@typescript-eslint/no-unsafe-function-type': maintainability(
    'slight',
    'Function says nothing about the parameters and the result.',
    'Write the exact function type.',
  ),

  'no-var': {
    ...style('slight', 'A var is visible in the whole function, even before its declaration.', 'Use const or let.'),
    message: 'This variable is declared with var.',
  },
  'prefer-const': style('slight', 'A variable that never changes is easier to follow as a constant.', 'Use const.'),
  'no-extra-boolean-cast': style('slight', 'The value is converted to a boolean here anyway.', 'Remove the cast.'),
  'no-useless-escape': style('slight', 'The backslash has no effect and misleads.', 'Remove it.'),
  'sonarjs/prefer-single-boolean-return': {
    ...style('slight', 'The condition already is the result.', 'Return the condition.'),
    message: 'This if statement only chooses between true and false.',
  },
}
