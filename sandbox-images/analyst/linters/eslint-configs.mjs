import globals from 'globals'
import security from 'eslint-plugin-security'
import sonarjs from 'eslint-plugin-sonarjs'
import tseslint from 'typescript-eslint'

const plugins = { '@typescript-eslint': tseslint.plugin, sonarjs, security }

/** Where a rule's own settings raise alarms that a reviewer would wave through. */
const optionsOf = {
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

const isTypeScript = (path) => /\.[cm]?tsx?$/.test(path)

/** The ways to read a file, the likeliest first: each a flat config of the rules asked for and nothing else. */
export function configsOf(path, rules) {
  if (isTypeScript(path)) return [typeScriptConfig(path, rules)]
  if (path.endsWith('.cjs')) return [scriptConfig('commonjs', rules)]
  if (path.endsWith('.mjs')) return [scriptConfig('module', rules)]
  return [scriptConfig('module', rules), scriptConfig('commonjs', rules)]
}

function scriptConfig(sourceType, rules) {
  const asked = rules.filter((rule) => !rule.startsWith('@typescript-eslint/'))
  return config(asked, {
    sourceType,
    ecmaVersion: 'latest',
    parserOptions: { ecmaFeatures: { jsx: true } },
    // A submission may hold pages too, and a `.js` that parses as a module may be none.
    globals: { ...globals.browser, ...globals.node },
  })
}

function typeScriptConfig(path, rules) {
  const parserOptions = { ecmaFeatures: { jsx: path.endsWith('x') }, warnOnUnsupportedTypeScriptVersion: false }
  return config(
    rules.filter((rule) => !notForTypeScript.has(rule)),
    { parser: tseslint.parser, parserOptions },
  )
}

function config(rules, languageOptions) {
  return {
    files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
    plugins,
    languageOptions,
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
    rules: Object.fromEntries(rules.map((rule) => [rule, ['error', ...(optionsOf[rule] ?? [])]])),
  }
}
