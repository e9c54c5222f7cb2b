import type { RuleTable } from './rule.js'

/** What the analyst itself looks for, in the same way in all languages, and what its measures are told by. */
export const assayRules: RuleTable = {
  'sql-from-strings': {
    category: 'security',
    level: 'severe',
    why: 'Anyone who controls part of a query can read, change or delete everything in the database.',
    fix: 'Use a placeholder in the query and pass the value to the driver; take column names from a fixed list.',
    concern: 'sql-from-strings',
  },
  'command-injection': {
    category: 'security',
    level: 'severe',
    why: 'Anyone who controls part of a command can run any program on the server.',
    fix: 'Start the program without a shell and pass its arguments as a list, or use a library instead.',
    concern: 'command-injection',
  },
  'path-traversal': {
    category: 'security',
    level: 'severe',
    why: 'A name that contains ../ can reach any file outside the folder that the service can read or write.',
    fix: 'Use only the last part of the name, or resolve the path and check that it starts with the folder.',
    concern: 'path-traversal',
  },
  'secret-in-source': {
    category: 'security',
    level: 'severe',
    why: 'Anyone who can see the source or its history can use the secret, and changing it takes a release.',
    fix: 'Read it from the environment, without a fallback value, or from a file that is not kept with the source. Replace the exposed secret.',
    concern: 'secret-in-source',
  },
  'weak-password-hash': {
    category: 'security',
    level: 'severe',
    why: 'With a fast hash, anyone who steals the table can try billions of passwords a second.',
    fix: 'Use a hash that is slow by design and adds its own salt: argon2, bcrypt, scrypt, or PBKDF2 with many iterations.',
    concern: 'weak-password-hash',
  },
  'tls-check-disabled': {
    category: 'security',
    level: 'severe',
    why: 'Without a certificate check, anyone on the network path can read and change the traffic.',
    fix: 'Keep the check on; if the certificate is your own, specify the authority that signed it.',
    concern: 'tls-check-disabled',
  },
  'debug-mode': {
    category: 'security',
    level: 'notable',
    why: 'Stack traces and debug pages show strangers how the service is built, and some of them let anyone run code.',
    fix: 'Log the details, respond with a plain message, and enable debugging only through the environment.',
    concern: 'debug-mode',
  },
  'unreachable-code': {
    category: 'correctness-risk',
    level: 'notable',
    why: 'Code that can never run is either a logic error or a leftover that misleads readers.',
    fix: 'Delete it, or move the statement that ends the block after it.',
    concern: 'unreachable-code',
  },
  'unused-function': {
    category: 'maintainability',
    level: 'slight',
    why: 'A function that is never called still has to be read and maintained.',
    fix: 'Delete it; version control still has it.',
    concern: 'unused-code',
  },
  'function-too-long': {
    category: 'maintainability',
    level: 'notable',
    why: 'A long function does several things, and none of them can be named, tested or reused on its own.',
    fix: 'Move each step into its own function, with a name that says what it does.',
    concern: 'function-length',
  },
  'too-many-paths': {
    category: 'maintainability',
    level: 'notable',
    why: 'Each branch doubles the cases to test; with many branches, some case is always missed.',
    fix: 'Move groups of branches into their own functions, or use a lookup table instead of conditions.',
    concern: 'complexity',
  },
  'hard-to-follow': {
    category: 'maintainability',
    level: 'notable',
    why: 'Readers have to keep all nested branches in mind at the same time, and that is where they go wrong.',
    fix: 'Return early, and move nested code into named functions.',
    concern: 'complexity',
  },
  'nested-too-deep': {
    category: 'maintainability',
    level: 'slight',
    why: 'Deeply nested code depends on conditions that no longer fit on one screen.',
    fix: 'Invert conditions and return early, or move the inner block into a function.',
    concern: 'nesting',
  },
  'duplicated-code': {
    category: 'maintainability',
    level: 'notable',
    why: 'Duplicate code gets fixed in one place and stays broken in the other.',
    fix: 'Keep one copy as a function, and pass what differs as parameters.',
    concern: 'duplicate',
  },

  'little-to-read': {
    category: 'maintainability',
    level: 'slight',
    why: 'Generated files, package folders, build output and files over 512 KB are not read, so they earn nothing here.',
    fix: 'Keep your own source in folders such as src, in files of normal size.',
  },

  unreadable: {
    category: 'maintainability',
    level: 'notable',
    why: 'What the tools cannot read is not judged: a file that is far too large, too deeply nested or not text, or a project that does not compile.',
    fix: 'Split large files, keep data out of the source, and fix the error that the compiler names.',
  },
}
