import { readersOf } from '../readers.mjs'

const tools = new Set(['assay', 'eslint', 'ruff', 'bandit', 'javac', 'phpcs', 'phpmd', 'roslyn'])
const keys = ['language', 'nonce', 'rules']
/** Names of rules go into rule sets and settings: nothing in them may end a word there. */
const ruleName = /^[A-Za-z0-9@][A-Za-z0-9@/._-]{0,99}$/

/**
 * The one line of stdin: `AnalystRequest` of contracts/analyst-protocol.ts. Throws where it is anything else.
 * @returns {{ nonce: string, language: string, rules: Record<string, string[]> }}
 */
export function parseRequest(input) {
  const request = JSON.parse(input)
  const isWhole =
    isObject(request) &&
    Object.keys(request).sort().join() === keys.join() &&
    typeof request.nonce === 'string' &&
    request.nonce !== '' &&
    Object.hasOwn(readersOf, request.language) &&
    isObject(request.rules) &&
    Object.entries(request.rules).every(isRuleList)
  if (!isWhole) throw new Error('The request does not have the form that the analyst expects.')
  return request
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

const isRuleList = ([tool, rules]) =>
  tools.has(tool) && Array.isArray(rules) && rules.every((rule) => typeof rule === 'string' && ruleName.test(rule))
