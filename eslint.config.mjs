import eslint from '@eslint/js'
import globals from 'globals'
import tseslint from 'typescript-eslint'

/**
 * Grading code is data here, not part of the program: exercises and their samples are left as their authors write them.
 */
const data = [
  'exercises/**',
  'tests/**/fixtures/**',
  'bench/**/fixtures/**',
  'tests/hostile/submissions/**',
  'tests/hostile/exercise/**',
]

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.tap/**', '.assay/**', '**/node_modules/**', ...data] },
  eslint.configs.recommended,
  tseslint.configs.recommended,
  {
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 90, skipComments: true }],
      'max-depth': ['error', 4],
      'max-params': ['error', 5],
      complexity: ['error', 15],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Names, logs and reports are cleaned of control characters, which takes naming them.
      'no-control-regex': 'off',
      'no-console': 'error',
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    // A test is a list of cases, and the programs below speak to the terminal.
    files: ['tests/**'],
    rules: { 'max-lines': ['error', { max: 500 }], 'max-lines-per-function': 'off' },
  },
  {
    files: ['scripts/**', 'bench/**', 'sandbox-images/**', 'cli/**/*.mjs'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  {
    // A function that adds routes is a list of them; each handler is a function of its own.
    files: ['api/*/*routes.ts', 'api/*/*pages.tsx'],
    rules: { 'max-lines-per-function': ['error', { max: 130, skipComments: true }] },
  },
  {
    // Tables: one entry for each rule of a linter, or for each message that a program prints.
    files: ['worker/checks/quality/rules/*-rules.ts', 'worker/report/causes/log-causes.ts'],
    rules: { 'max-lines': ['error', { max: 450 }] },
  },
  {
    // Runners of suites load their reporters by require.
    files: ['sandbox-images/**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['api/ui/scripts/**'],
    languageOptions: { globals: globals.browser },
  },
  {
    // These tools take their settings from a default export.
    files: ['*.config.mjs', '*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
)
