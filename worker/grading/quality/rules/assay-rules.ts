import type { RuleTable } from './rule.js'

/** What the analyst itself looks for, in the same way in all languages, and what its measures are told by. */
export const assayRules: RuleTable = {
  'sql-from-strings': {
    category: 'security',
    level: 'severe',
    why: 'Whoever chooses a part of a query can read, change or delete everything that the database holds.',
    mend: 'Write a placeholder into the query and hand the value to the driver; choose names of columns from a fixed list.',
    concern: 'sql-from-strings',
  },
  'command-injection': {
    category: 'security',
    level: 'severe',
    why: 'Whoever chooses a part of a command can run any program on the server.',
    mend: 'Start the program without a shell and give its arguments as a list, or do the work in a library.',
    concern: 'command-injection',
  },
  'path-traversal': {
    category: 'security',
    level: 'severe',
    why: 'A name with ../ in it leads out of the folder, to any file that the service can read or write.',
    mend: 'Use only the last part of the name, or resolve the path and check that it begins with the folder.',
    concern: 'path-traversal',
  },
  'secret-in-source': {
    category: 'security',
    level: 'severe',
    why: 'Everyone who can see the source, now or in its history, can use the secret, and changing it takes a release.',
    mend: 'Read it from the environment or from a file that is not kept with the source, and replace the one that was told.',
    concern: 'secret-in-source',
  },
  'weak-password-hash': {
    category: 'security',
    level: 'severe',
    why: 'Hashes that are made to be fast let a thief of the table try thousands of millions of passwords a second.',
    mend: 'Use a hash that is slow on purpose and salts by itself: argon2, bcrypt, scrypt or PBKDF2 with many rounds.',
    concern: 'weak-password-hash',
  },
  'tls-check-disabled': {
    category: 'security',
    level: 'severe',
    why: 'Without a look at the certificate, anyone on the way can read and change what is sent.',
    mend: 'Leave the check on; where the certificate is your own, name the authority that signed it.',
    concern: 'tls-check-disabled',
  },
  'debug-mode': {
    category: 'security',
    level: 'notable',
    why: 'Stack traces and debug pages tell a stranger how the service is built, and some of them let code be run.',
    mend: 'Log the details, answer with a plain message, and switch debugging on by the environment alone.',
    concern: 'debug-mode',
  },
  'unreachable-code': {
    category: 'correctness-risk',
    level: 'notable',
    why: 'Code that can never run is a mistake about what happens, or was left behind and misleads its readers.',
    mend: 'Delete it, or move the statement that ends the block behind it.',
    concern: 'unreachable-code',
  },
  'unused-function': {
    category: 'maintainability',
    level: 'slight',
    why: 'A function that nothing calls has to be read and kept in step for nothing.',
    mend: 'Delete it: the history of the source still has it.',
    concern: 'unused-code',
  },
  'function-too-long': {
    category: 'maintainability',
    level: 'notable',
    why: 'A long function does several things, and none of them can be named, tested or reused by itself.',
    mend: 'Give each step a function of its own, with a name that says what it does.',
    concern: 'function-length',
  },
  'too-many-paths': {
    category: 'maintainability',
    level: 'notable',
    why: 'Each branch doubles what has to be tested; with many of them some case is always forgotten.',
    mend: 'Move groups of branches into functions of their own, or choose from a table instead of by conditions.',
    concern: 'complexity',
  },
  'hard-to-follow': {
    category: 'maintainability',
    level: 'notable',
    why: 'Branches inside of branches have to be kept in mind all at once, which is where readers go wrong.',
    mend: 'Leave early where a case is done, and move what is nested into functions with names.',
    concern: 'complexity',
  },
  'nested-too-deep': {
    category: 'maintainability',
    level: 'slight',
    why: 'What stands deep inside runs only under conditions that no longer fit on one screen.',
    mend: 'Turn conditions around and leave early, or move the inner block into a function.',
    concern: 'nesting',
  },
  'duplicated-code': {
    category: 'maintainability',
    level: 'notable',
    why: 'What stands in two places is mended in one of them and stays broken in the other.',
    mend: 'Keep one copy as a function, and give what differs as parameters.',
    concern: 'duplicate',
  },

  'little-to-read': {
    category: 'maintainability',
    level: 'slight',
    why: 'Code in generated files, in folders of packages and build output, and in files beyond 512 KB is not read, so it earns nothing here.',
    mend: 'Keep your own source in folders such as src, in files of a usual size.',
  },

  unreadable: {
    category: 'maintainability',
    level: 'notable',
    why: 'What the tools cannot read, hardly anybody can: it is far too large, too deeply nested, or no text.',
    mend: 'Split the file, and keep data out of the source.',
  },
}
