/** The readers of each language, in the order in which they run. Each is a module that exports `reader`. */
export const readersOf = {
  node: ['structure', 'security', 'eslint'],
  python: ['structure', 'security', 'ruff', 'bandit'],
  java: ['structure', 'security'],
  php: ['structure', 'security', 'phpcs', 'phpmd'],
  dotnet: ['structure', 'security'],
}

/** Those that are named like the tool whose rules they are given. Without rules to look for they are not started. */
export const linters = new Set(['eslint', 'ruff', 'bandit', 'phpcs', 'phpmd'])

const moduleOf = (name) => (linters.has(name) ? `./linters/${name}.mjs` : `./${name}/reader.mjs`)

/**
 * A reader: `versions()` of the tools it uses, by name, and `read({ root, files, language, rules })`, which yields
 * lines of the protocol without their nonce. `{ type: 'reading', path }` goes before each file: should the process end
 * there, it is known over which. A file it cannot read is a line `unread`; what it throws is a fault of ours.
 * @returns {Promise<{ name: string, versions: () => Promise<Record<string, string>>, read: (task: object) =>
 *   AsyncIterable<object> }>}
 */
export async function loadReader(name) {
  return (await import(moduleOf(name))).reader
}
