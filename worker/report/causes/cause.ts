import type { Language } from '../../../contracts/language.js'
import type { Finding } from '../../../contracts/report/quality-report.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { longestFile, textOf } from '../../languages/project-files.js'

/** What was seen and what to do about it: whole sentences. */
export interface Cause {
  detail: string
  advice: string
}

/** What was handed in, for whoever looks in it for the cause of a failure. No files where the upload was refused. */
export interface Submitted {
  language: Language
  source: SourceTree
  /** The folder that became the top level, where there was one. */
  topFolder?: string | undefined
  /** What the check of quality found in the source. */
  findings?: readonly Finding[] | undefined
}

/** What was seen, with its cause behind it and the advice on that, where one is known. */
export const withCause = <Seen extends Cause>(
  seen: Seen,
  { detail, advice = seen.advice }: Partial<Cause> = {},
): Seen => ({
  ...seen,
  detail: detail === undefined ? seen.detail : `${seen.detail} ${detail}`,
  advice,
})

/** What is known of the test that printed a log. */
export interface LogOrigin {
  /** Whether the test stopped or restarted something, so that errors are expected. */
  isDisturbed: boolean
  /** Whether a test after the last one with such a log passed before the service was restarted. */
  hasRecovered: boolean
}

/** Where the pattern of a known cause was found. */
export interface LogMatch extends Pick<Submitted, 'source' | 'topFolder'> {
  /** Absent for a log of no test. */
  origin?: LogOrigin | undefined
  /** The whole line, shortened. */
  line: string
  /** Of the pattern. */
  groups: readonly (string | undefined)[]
  /** All of it. */
  log: string
}

/** A line of a log that tells its own cause. */
export interface KnownCause {
  pattern: RegExp
  /** Undefined where a second look says that it is something else. */
  explain(match: LogMatch): Cause | undefined
  /**
   * A service that runs may print it for another reason, as when a test has stopped the database: it says something
   * only of a start or a build.
   */
  isVagueInRuns?: true
}

/** What a pattern captured by whichever of its alternatives matched; empty where it captured nothing. */
export const firstGroup = (groups: readonly (string | undefined)[]): string =>
  groups.find((group) => group !== undefined) ?? ''

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

/** Characters. */
const longestLine = 2000

const ownTexts = (source: SourceTree, files: RegExp): [path: string, text: string][] =>
  [...source]
    .filter(([path, { length }]) => files.test(path) && !notOwn.test(path) && length <= longestFile)
    .map(([path]) => [path, textOf(source, path)])

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

/** From 1. */
export const lineNumberAt = (text: string, index: number): number => text.slice(0, index).split('\n').length

/** Characters. No block that these rules look into is longer. */
const longestBody = 3000

/** The statement that begins at a place of a text: what a block has inside, or what is on its line. */
export function bodyAt(text: string, from: number): string {
  const rest = text.slice(from, from + longestBody)
  if (!rest.startsWith('{')) return rest.slice(0, rest.search(/;|\n|$/))
  let depth = 0
  for (const { 0: brace, index } of rest.matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1
    if (depth === 0) return rest.slice(0, index)
  }
  return ''
}

/** Whether a file with such a name has such text. */
export const mentions = (source: SourceTree, files: RegExp, pattern: RegExp): boolean =>
  ownTexts(source, files).some(([, text]) => pattern.test(text))

/** A text as a pattern that matches nothing else. */
export const escapePattern = (text: string): string => text.replace(/[^\w-]/g, String.raw`\$&`)

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

/** Paths inside a submission; the top is the empty path. */

export const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/')

/** Without `.`, `..` and empty parts. */
export function joinPaths(...paths: readonly string[]): string {
  const parts: string[] = []
  for (const part of paths.join('/').split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

export const isIn = (folder: string, path: string): boolean => folder === '' || path.startsWith(`${folder}/`)

/** Of a path in the folder. */
export const pathIn = (folder: string, path: string): string => (folder === '' ? path : path.slice(folder.length + 1))
