import type { ExercisePackage } from '../../contracts/exercise/exercise-package.js'
import type { SourceTree } from '../../contracts/source-tree.js'

/** A piece of text that learners must not read in a report, and what it is. */
export interface HiddenText {
  what: string
  text: string
}

/** Shorter pieces are met by chance. */
const shortest = 12
const longestFile = 500_000

/** Text as it is searched: runs of white space count as one space, so that a piece is found however it is laid out. */
export const flatten = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** What begins like a statement of SQL. A title such as "DELETE takes away the link" does not. */
const sqlShape =
  /^\s*(select\b[^]*\bfrom\b|select\s+[\w.]+\(|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\b|with\s+\w+\s+as\b|explain\b|(truncate|alter|create|drop|lock)\s+(table|view|index|role|function|schema)\b)/i

/** What no view may show, whatever the test's `show`: the SQL of the hidden tests, their files and the examiner's. */
export function readHiddenText(exercise: ExercisePackage): HiddenText[] {
  const files = [...exercise.files].filter(([path]) => path.startsWith('hidden/'))
  const sql = files.flatMap(([path, content]) =>
    readLiterals(content)
      .filter((literal) => sqlShape.test(literal))
      .map((literal) => ({ path, literal })),
  )
  return [
    ...sql.flatMap(({ path, literal }) => partsOf(literal).map((text) => ({ what: `SQL of ${path}`, text }))),
    ...files.map(([path]) => ({ what: 'the path of a hidden file', text: path })),
    ...exercise.bugs.flatMap((bug) => readBugText(exercise.files, bug.name)),
  ]
}

/**
 * Where the examiner is, and the frames of its stack: `at Name (node:internal/…)`. Line breaks may be gone, so nothing
 * but a name may be between the two: "at the same moment" in a learner's test is no frame.
 */
export const examinerPlaces =
  /\/tmp\/exam-\w+[^\s"'),;]*|\/opt\/examiner\b[^\s"'),;]*|node_modules\/@assay\/kit\b[^\s"'),;]*|\bat (?:(?:async |new )?[\w$.#<>[\]]{1,80}(?: \[as [\w$.]{1,40}\])? \()?node:internal\/[^\s)]*/g

/**
 * What the text of a hidden test says apart from the names it registers: values it expects and messages it may give.
 */
export const readHiddenLiterals = (exercise: ExercisePackage): string[] => {
  const sources = [...exercise.files].filter(([path]) => /^hidden\/correctness\/.+\.mjs$/.test(path))
  return [...new Set(sources.flatMap(([, content]) => readLiterals(content).flatMap(partsOf)))]
}

/** What a planted bug is and where. Its title has a `show` of its own. */
function readBugText(files: SourceTree, name: string): HiddenText[] {
  const text = files.get(`bugs/${name}/bug.yaml`)?.toString('utf8') ?? ''
  const description = /^description:\s*(.+)$/m.exec(text)?.[1] ?? ''
  return partsOf(description.replace(/^(["'])(.*)\1$/, '$2')).map((part) => ({
    what: `the description of bugs/${name}`,
    text: part,
  }))
}

const literal = /'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`/g
const comments = /\/\*[^]*?\*\/|^\s*(?:\/\/|#).*$/gm

function readLiterals(content: Buffer): string[] {
  if (content.length > longestFile) return []
  const code = content.toString('utf8').replaceAll(comments, '')
  return [...code.matchAll(literal)].map(([, single, double, template]) => single ?? double ?? template ?? '')
}

/** The fixed parts of a literal, between the values that are put into it. */
const partsOf = (text: string): string[] =>
  text
    .split(/\$\{[^}]*\}/)
    .map(flatten)
    .filter((part) => part.length >= shortest)
