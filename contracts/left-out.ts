import type { SourceTree, SubmittedTree } from './source-tree.js'

/**
 * What is left out of a submission, wherever it comes in: what can be installed or made again, what tools keep for
 * themselves, and what systems leave behind. `bin`, `obj` and `target` may hold sources (`bin/www` of Express,
 * `bin/console` of Symfony): of these only what a compiler writes is left out, which is told by the path alone, so that
 * a stream can be judged entry by entry.
 */
const folders = String.raw`node_modules|\.?venv|\.git|\.gradle|__pycache__|\.idea|\.vs|__MACOSX`
const files = String.raw`\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*`
const compiled = [
  String.raw`bin(?=\/(?:Debug|Release|x64|x86|ARM64|Any CPU)(?:\/|$)|\/.*\.(?:class|dll|pdb)$)`,
  String.raw`obj(?=\/(?:Debug|Release|x64|x86|ARM64|Any CPU)(?:\/|$)|\/(?:project\.assets\.json|project\.nuget\.cache|[^/]*proj\.[^/]+)$)`,
  String.raw`target(?=\/(?:(?:test-)?classes|generated-(?:test-)?sources|maven-\w+|(?:surefire|failsafe)-reports|site|debug|release)(?:\/|$)|\/(?:.*\/)?[^/]*\.(?:class|jar|war|jar\.original)$)`,
].join('|')

/** Also for the script of a page. The name that a path is left out by is its first group. */
export const leftOutPattern = new RegExp(`(?:^|/)((?:${folders}|${files})(?=/|$)|${compiled})`)

/** Above this a path is refused for its length, whatever is in it; matching it would take long. */
const LONGEST = 2000

/** Means different things to different programs, so it is judged like any other path. */
const isOdd = (path: string) => path.length > LONGEST || path.includes('\\') || /(^|\/)\.{0,2}(\/|$)/.test(path)

/** The name by which a file or folder is left out, such as `node_modules`; `undefined` where it is kept. */
export function leftOutName(path: string): string | undefined {
  const name = isOdd(path) ? undefined : leftOutPattern.exec(path)?.[1]
  return name?.startsWith('._') ? '._*' : name
}

/** The leavings of systems alone: no more is left out of an exercise, whose samples are what they are. */
export function leavingName(path: string): string | undefined {
  const name = leftOutName(path)
  return name === '__MACOSX' || name === '._*' || name === '.DS_Store' ? name : undefined
}

const marks: Readonly<Record<string, string>> = {
  bin: 'bin/Debug',
  obj: 'obj/Debug',
  target: 'target/classes',
  '._*': '._',
}

/** For a report, whose paths are shorter than those of the upload. */
export const describeTopFolder = (folder: string): string =>
  `Assay used the contents of the folder "${folder}" as the top level of your submission.`

/**
 * A submission as it is sent on: with an empty file for each name that was left out, so that the report can list it.
 */
export const withMarks = ({ files, leftOut }: SubmittedTree): SourceTree =>
  leftOut.length === 0
    ? files
    : new Map([...files, ...leftOut.map((name) => [marks[name] ?? name, Buffer.alloc(0)] as const)])
