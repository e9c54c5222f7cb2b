import type { Reader, ReadTask } from '../readers.js'
import { readSource } from '../select-files.js'
import { parseFile, parserVersions } from '../structure/parse-file.js'
import { descend, type ParsedFile } from '../structure/syntax-tree.js'
import { TextComposer } from './compose-text.js'
import { indexFile } from './index-file.js'
import { TrustJudge } from './judge-trust.js'
import { findCommandInjection, findPathTraversal } from './rules/request-data.js'
import type { Rule, RuleContext } from './rules/rule.js'
import { findSecretInSource, findWeakPasswordHash } from './rules/secrets.js'
import { findSqlFromStrings } from './rules/sql-from-strings.js'
import { findDebugMode, findTlsCheckDisabled } from './rules/unsafe-settings.js'

export const securityRules: ReadonlyMap<string, Rule> = new Map([
  ['sql-from-strings', findSqlFromStrings],
  ['command-injection', findCommandInjection],
  ['path-traversal', findPathTraversal],
  ['secret-in-source', findSecretInSource],
  ['weak-password-hash', findWeakPasswordHash],
  ['tls-check-disabled', findTlsCheckDisabled],
  ['debug-mode', findDebugMode],
])

/** Findings of one rule in one file that are told. */
const mostFindings = 200

/** A place that breaks a rule. */
interface Risk {
  rule: string
  line: number
  column: number
  endLine: number
  message: string
}

/** Whatever of the named rules a parsed file breaks, each line once a rule. */
export function findRisks(file: ParsedFile, rules: readonly string[]): Risk[] {
  const index = indexFile(file)
  const context: RuleContext = {
    index,
    language: file.language,
    path: file.path,
    nodes: [...descend(file.root)].filter(({ isNamed }) => isNamed),
    judge: new TrustJudge(index, file.language),
    composer: new TextComposer(index),
  }
  const found: Risk[] = []
  for (const rule of rules) {
    const lines = new Set<number>()
    for (const { node, message } of securityRules.get(rule)?.(context) ?? []) {
      if (lines.has(node.row) || lines.size >= mostFindings) continue
      lines.add(node.row)
      found.push({ rule, line: node.row + 1, column: node.column + 1, endLine: node.endRow + 1, message })
    }
  }
  return found.sort((a, b) => a.line - b.line || (a.rule < b.rule ? -1 : 1))
}

/**
 * Observations of what makes a service unsafe, each file by itself. What is too long to parse is told with the
 * structure.
 */
async function* readSecurity({ root, files, language, rules }: ReadTask): ReturnType<Reader['read']> {
  for (const path of files) {
    yield { type: 'reading', path }
    const file = await parseFile(language, path, await readSource(root, path))
    if (file !== undefined)
      yield* findRisks(file, rules).map((risk) => ({
        type: 'observation' as const,
        tool: 'assay' as const,
        path,
        ...risk,
      }))
  }
}

export const reader: Reader = { versions: async () => parserVersions, read: readSecurity }
