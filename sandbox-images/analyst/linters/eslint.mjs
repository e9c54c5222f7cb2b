import { createRequire } from 'node:module'
import { Linter } from 'eslint'
import { readSource } from '../select-files.mjs'
import { configsOf } from './eslint-configs.mjs'

const require = createRequire(import.meta.url)
const packages = ['eslint', 'typescript-eslint', 'eslint-plugin-sonarjs', 'eslint-plugin-security']

/**
 * ESLint by its `Linter`, which takes text and settings and looks for no configuration, plugin or ignore file. Comments
 * in the source change nothing.
 */
export const reader = {
  name: 'eslint',

  async versions() {
    return Object.fromEntries(packages.map((name) => [name, require(`${name}/package.json`).version]))
  },

  async *read({ root, files, rules }) {
    const linter = new Linter({ cwd: root })
    for (const path of files) {
      yield { type: 'reading', path }
      yield* lint(linter, path, await readSource(root, path), rules)
    }
  },
}

function lint(linter, path, source, rules) {
  let messages = []
  try {
    // The first way to take the file in which it can be parsed: many a `.js` is no module.
    for (const config of configsOf(path, rules)) {
      messages = linter.verify(source, config, { filename: path, allowInlineConfig: false })
      if (!messages.some(({ fatal }) => fatal)) return messages.map((message) => observe(path, message))
    }
  } catch (error) {
    return [{ type: 'unread', path, reason: `eslint crashed on it: ${firstLine(error.message)}` }]
  }
  const { message, line } = messages.find(({ fatal }) => fatal)
  return [{ type: 'unread', path, reason: `eslint cannot read it: ${firstLine(message)} (line ${line ?? 1})` }]
}

/** A message without a rule tells of a rule that is not there: our map is wrong then. */
function observe(path, { ruleId, line, column, endLine, message }) {
  if (ruleId === null || /^Definition for rule .* not found/.test(message)) throw new Error(message)
  return { type: 'observation', path, tool: 'eslint', rule: ruleId, line, column, endLine: endLine ?? line, message }
}

const firstLine = (message) => message.split('\n')[0].slice(0, 200)
