import { descend } from '../structure/syntax-tree.mjs'
import { TextComposer } from './compose-text.mjs'
import { indexFile } from './index-file.mjs'
import { TrustJudge } from './judge-trust.mjs'
import { languages } from './languages/languages.mjs'
import { findCommandInjection } from './rules/command-injection.mjs'
import { findDebugMode } from './rules/debug-mode.mjs'
import { findPathTraversal } from './rules/path-traversal.mjs'
import { findSecretInSource } from './rules/secret-in-source.mjs'
import { findSqlFromStrings } from './rules/sql-from-strings.mjs'
import { findTlsCheckDisabled } from './rules/tls-check-disabled.mjs'
import { findWeakPasswordHash } from './rules/weak-password-hash.mjs'

export const securityRules = {
  'sql-from-strings': findSqlFromStrings,
  'command-injection': findCommandInjection,
  'path-traversal': findPathTraversal,
  'secret-in-source': findSecretInSource,
  'weak-password-hash': findWeakPasswordHash,
  'tls-check-disabled': findTlsCheckDisabled,
  'debug-mode': findDebugMode,
}

/** Findings of one rule in one file that are told. */
const mostFindings = 200

/**
 * Whatever of the named rules a parsed file breaks: `{ rule, line, column, endLine, message }`, each line once a rule.
 */
export function findRisks(file, language, rules) {
  const index = indexFile(file, languages[language])
  const context = {
    index,
    language,
    path: file.path,
    nodes: [...descend(file.root)].filter(({ isNamed }) => isNamed),
    judge: new TrustJudge(index, language),
    composer: new TextComposer(index),
  }
  const found = []
  for (const rule of rules.filter((name) => name in securityRules)) {
    const lines = new Set()
    for (const { node, message } of securityRules[rule](context)) {
      if (lines.has(node.row) || lines.size >= mostFindings) continue
      lines.add(node.row)
      found.push({ rule, line: node.row + 1, column: node.column + 1, endLine: node.endRow + 1, message })
    }
  }
  return found.sort((a, b) => a.line - b.line || (a.rule < b.rule ? -1 : 1))
}
