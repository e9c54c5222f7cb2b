import { Type } from 'typebox'

/** Each has an image in `sandbox-images/` and start conventions in the worker; one without would publish and never grade. */
export const languages = ['node', 'python', 'java', 'php', 'dotnet'] as const

export const LanguageSchema = Type.Enum([...languages])
export type Language = (typeof languages)[number]

export const isLanguage = (value: string): value is Language => (languages as readonly string[]).includes(value)

/** Marks found at the root of a submission, strongest first: a manifest file says more than a stray source file. */
const marks: readonly [Language, RegExp][] = [
  // Before Node: a Laravel project has a package.json for its pages, and no project of Node has a composer.json.
  ['php', /^composer\.json$/],
  ['node', /^package\.json$/],
  ['dotnet', /\.csproj$/],
  ['python', /^(requirements\.txt|pyproject\.toml|main\.py|app\.py)$/],
  ['java', /^pom\.xml$/],
  ['php', /^public\/index\.php$/],
  ['node', /^(server|index|app)\.(m?js|cjs)$/],
  ['java', /\.java$/],
  ['dotnet', /\.cs$/],
  ['python', /\.py$/],
  ['php', /\.php$/],
  ['node', /\.(m?[jt]s|cjs)$/],
]

/**
 * The language a submission is written in, told from its file names alone.
 * `undefined` when nothing tells; only languages the exercise offers are considered.
 */
export function detectLanguage(paths: Iterable<string>, offered: readonly Language[]): Language | undefined {
  const all = [...paths]
  return marks.find(([language, mark]) => offered.includes(language) && all.some((path) => mark.test(path)))?.[0]
}
