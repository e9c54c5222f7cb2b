/** The readers of each language, in the order in which they run. Each is a module that exports `reader`. */
export const readersOf = {
  node: ['structure', 'security', 'eslint'],
  python: ['structure', 'security', 'ruff', 'bandit'],
  java: ['structure', 'security'],
  php: ['structure', 'security', 'phpcs', 'phpmd'],
  dotnet: ['structure', 'security'],
}

const modules = {
  structure: './structure/reader.mjs',
  security: './security/reader.mjs',
  eslint: './linters/eslint.mjs',
  ruff: './linters/ruff.mjs',
  bandit: './linters/bandit.mjs',
  phpcs: './linters/phpcs.mjs',
  phpmd: './linters/phpmd.mjs',
}

/**
 * A reader: `versions()` of the tools it uses, by name, and `read({ root, files, language, rules })`, which yields lines of
 * the protocol without their nonce. `{ type: 'reading', path }` goes before each file: should the process end there, it is
 * known over which. A file it cannot read is a line `unread`; what it throws is a fault of ours.
 * @returns {Promise<{ name: string, versions: () => Promise<Record<string, string>>, read: (task: object) => AsyncIterable<object> }>}
 */
export async function loadReader(name) {
  return (await import(modules[name])).reader
}
