import type { Language } from '../../../../contracts/language.js'
import type { SyntaxNode } from '../../structure/syntax-tree.js'
import type { TextComposer } from '../compose-text.js'
import type { FileIndex } from '../index-file.js'
import type { TrustJudge } from '../judge-trust.js'

/** A file, and what is known of it. */
export interface RuleContext {
  index: FileIndex
  language: Language
  path: string
  nodes: readonly SyntaxNode[]
  judge: TrustJudge
  composer: TextComposer
}

/** A place that breaks a rule. */
export interface Finding {
  node: SyntaxNode
  message: string
}

export type Rule = (context: RuleContext) => Iterable<Finding>

/** A pattern for each language: of names that frameworks and standard libraries have there. */
export type Patterns = Readonly<Record<Language, RegExp>>

/** Whether a condition around speaks of something: of a developer's own machine, or of a setting that asks for this. */
export function isGuarded(node: SyntaxNode, { table }: FileIndex, subject: RegExp): boolean {
  let below = node
  let above = node.parent
  for (let i = 0; above !== undefined && i < 30; below = above, above = above.parent, i++) {
    const isCondition =
      table.conditions.has(above.type) ||
      /^(?:if|conditional|ternary|binary|elif|boolean_op|match|switch)/.test(above.type)
    const head = above.in('condition') ?? above.named[0]
    const text =
      above.type.startsWith('conditional') && above.named[1]
        ? `${head?.tail} ${above.named[1].tail}`
        : (head?.tail ?? '')
    if (isCondition && head !== below && subject.test(text)) return true
  }
  return false
}

const testPath =
  /(?:^|\/)(?:tests?|specs?|unit|__tests__|fixtures|testing|[\w.-]*Tests?)\/|(?:\.|_|-)(?:test|spec)\.\w+$|(?:^|\/)test_|Tests?\.\w+$/

/** Whether a file holds tests by its name: their passwords, certificates and errors are made up. */
export const isTest = (path: string): boolean => testPath.test(path)
