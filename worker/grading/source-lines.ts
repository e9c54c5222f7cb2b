import type { SourceTree } from '../../contracts/source-tree.js'

/** A line of the learner's own code. */
export interface SourceLine {
  path: string
  /** From 1. */
  line: number
  text: string
  /** The line before it that is not empty. */
  before: string
  /** Of the pattern that found it. */
  groups: readonly (string | undefined)[]
}

const notOwn = /(^|\/)(node_modules|vendor|\.?venv|tests?|__tests__|bin\/(?:Debug|Release)|obj|target|dist)\//
const comment = /^\s*(?:\/\/|\/?\*|#(?!\[)|<!--|--)/

/** Bytes, and characters: what somebody wrote is shorter, and no pattern should take long on what a program wrote. */
const longestFile = 500_000
const longestLine = 2000

const ownTexts = (source: SourceTree, files: RegExp): [path: string, text: string][] =>
  [...source]
    .filter(([path, { length }]) => files.test(path) && !notOwn.test(path) && length <= longestFile)
    .map(([path, bytes]) => [path, bytes.toString('utf8')])

/** The lines that match in files with such names, without comments. The pattern has no flag `g`. */
export const findSourceLines = (source: SourceTree, files: RegExp, pattern: RegExp): SourceLine[] =>
  ownTexts(source, files).flatMap(([path, content]) => {
    let before = ''
    return content.split('\n').flatMap((text, index) => {
      const match = text.length > longestLine || comment.test(text) ? null : pattern.exec(text)
      const found = match && { path, line: index + 1, text, before, groups: match.slice(1) }
      if (text.trim() !== '') before = text
      return found ?? []
    })
  })

/** Whether a file with such a name has such text. */
export const mentions = (source: SourceTree, files: RegExp, pattern: RegExp): boolean =>
  ownTexts(source, files).some(([, text]) => pattern.test(text))

/** Bytes. */
const longestSettings = 20_000

/**
 * The object in a JSON file that may have comments and trailing commas, as compilers read it; undefined where there is
 * none.
 */
export function readLooseJson(content: Buffer | undefined): Record<string, unknown> | undefined {
  if (content === undefined || content.length > longestSettings) return undefined
  const text = content
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/("(?:\\.|[^"\\])*")|\/\/.*|\/\*[^]*?\*\//g, '$1')
  try {
    const read: unknown = JSON.parse(text.replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, '$1'))
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** For paths that a compiler's settings mean. A folder stands for all that is in it. */
export function globPattern(glob: string): RegExp {
  const pattern = glob
    .replace(/\/$/, '')
    .replace(/[.+^$()[\]{}|\\]/g, String.raw`\$&`)
    .replace(/\*\*\/|\*\*|\*|\?/g, (wildcard) => wildcards[wildcard] as string)
  return new RegExp(glob === '' ? '' : `^${pattern}(?:/|$)`)
}

const wildcards: Readonly<Record<string, string>> = { '**/': '(?:[^/]+/)*', '**': '.*', '*': '[^/]*', '?': '[^/]' }
