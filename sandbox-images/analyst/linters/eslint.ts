import { createRequire } from 'node:module'
import { Linter } from 'eslint'
import security from 'eslint-plugin-security'
import sonarjs from 'eslint-plugin-sonarjs'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import type { Reader, ReaderLine } from '../readers.js'
import { readSource } from '../select-files.js'

const plugins = { '@typescript-eslint': tseslint.plugin, sonarjs, security }

/** Where a rule's own settings raise alarms that a reviewer would wave through. */
const optionsOf: Readonly<Record<string, readonly unknown[]>> = {
  eqeqeq: ['always', { null: 'ignore' }],
  'no-constant-condition': [{ checkLoops: 'allExceptWhileTrue' }],
  'no-empty': [{ allowEmptyCatch: false }],
  // An Express error handler has to name four parameters: parameters are never held against anybody.
  'no-unused-vars': [{ args: 'none', caughtErrors: 'none', ignoreRestSiblings: true, varsIgnorePattern: '^_' }],
  '@typescript-eslint/no-unused-vars': [
    { args: 'none', caughtErrors: 'none', ignoreRestSiblings: true, varsIgnorePattern: '^_' },
  ],
  'no-unused-expressions': [{ allowShortCircuit: true, allowTernary: true, allowTaggedTemplates: true }],
  '@typescript-eslint/no-unused-expressions': [
    { allowShortCircuit: true, allowTernary: true, allowTaggedTemplates: true },
  ],
  'no-fallthrough': [{ allowEmptyCase: true }],
  'prefer-const': [{ destructuring: 'all' }],
  'array-callback-return': [{ checkForEach: false }],
}

/** Rules that the compiler of TypeScript, or a rule of its own plugin, answers better. */
const notForTypeScript = new Set([
  'no-undef',
  'no-unused-vars',
  'no-unused-expressions',
  'no-redeclare',
  'no-dupe-class-members',
])

const isTypeScript = (path: string): boolean => /\.[cm]?tsx?$/.test(path)

/** The ways to read a file, the likeliest first: each a flat config of the rules asked for and nothing else. */
function configsOf(path: string, rules: readonly string[]): Linter.Config[] {
  if (isTypeScript(path)) return [typeScriptConfig(path, rules)]
  if (path.endsWith('.cjs')) return [scriptConfig('commonjs', rules)]
  if (path.endsWith('.mjs')) return [scriptConfig('module', rules)]
  return [scriptConfig('module', rules), scriptConfig('commonjs', rules)]
}

function scriptConfig(sourceType: 'commonjs' | 'module', rules: readonly string[]): Linter.Config {
  const asked = rules.filter((rule) => !rule.startsWith('@typescript-eslint/'))
  return config(asked, {
    sourceType,
    ecmaVersion: 'latest',
    parserOptions: { ecmaFeatures: { jsx: true } },
    // A submission may hold pages too, and a `.js` that parses as a module may be none.
    globals: { ...globals.browser, ...globals.node },
  })
}

function typeScriptConfig(path: string, rules: readonly string[]): Linter.Config {
  const parserOptions = { ecmaFeatures: { jsx: path.endsWith('x') }, warnOnUnsupportedTypeScriptVersion: false }
  return config(
    rules.filter((rule) => !notForTypeScript.has(rule)),
    { parser: tseslint.parser, parserOptions },
  )
}

function config(rules: readonly string[], languageOptions: Linter.LanguageOptions): Linter.Config {
  return {
    files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
    plugins,
    languageOptions,
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
    rules: Object.fromEntries(rules.map((rule) => [rule, ['error', ...(optionsOf[rule] ?? [])]])),
  }
}

const require = createRequire(import.meta.url)
const packages = ['eslint', 'typescript-eslint', 'eslint-plugin-sonarjs', 'eslint-plugin-security']

const versionOf = (name: string): string => (require(`${name}/package.json`) as { version: string }).version

/**
 * ESLint by its `Linter`, which takes text and settings and looks for no configuration, plugin or ignore file. Comments
 * in the source change nothing.
 */
export const reader: Reader = {
  async versions() {
    return Object.fromEntries(packages.map((name) => [name, versionOf(name)]))
  },

  async *read({ root, files, rules }) {
    const linter = new Linter({ cwd: root })
    for (const path of files) {
      yield { type: 'reading', path }
      yield* lint(linter, path, await readSource(root, path), rules)
    }
  },
}

function lint(linter: Linter, path: string, source: string, rules: readonly string[]): ReaderLine[] {
  let fatal: Linter.LintMessage | undefined
  try {
    // The first way to take the file in which it can be parsed: many a `.js` is no module.
    for (const config of configsOf(path, rules)) {
      const messages = linter.verify(source, config, { filename: path, allowInlineConfig: false })
      fatal = messages.find((message) => message.fatal)
      if (fatal === undefined) return messages.map((message) => observe(path, message))
    }
  } catch (error) {
    return [{ type: 'unread', path, reason: `eslint crashed on it: ${firstLine((error as Error).message)}` }]
  }
  const { message, line } = fatal as Linter.LintMessage
  return [{ type: 'unread', path, reason: `eslint cannot read it: ${firstLine(message)} (line ${line ?? 1})` }]
}

/** A message without a rule tells of a rule that is not there: our map is wrong then. */
function observe(path: string, { ruleId, line, column, endLine, message }: Linter.LintMessage): ReaderLine {
  if (ruleId === null || /^Definition for rule .* not found/.test(message)) throw new Error(message)
  return { type: 'observation', path, tool: 'eslint', rule: ruleId, line, column, endLine: endLine ?? line, message }
}

const firstLine = (message: string): string => (message.split('\n')[0] as string).slice(0, 200)
