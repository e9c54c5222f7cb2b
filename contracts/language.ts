import { Type } from 'typebox'

/**
 * Each has an image in `sandbox-images/` and start conventions in the worker; one without would publish and never
 * grade.
 */
export const languages = ['node', 'python', 'java', 'php', 'dotnet', 'ruby'] as const

export const LanguageSchema = Type.Enum([...languages])
export type Language = (typeof languages)[number]

/** As people write them. */
export const languageNames: Readonly<Record<Language, string>> = {
  node: 'Node.js',
  python: 'Python',
  java: 'Java',
  php: 'PHP',
  dotnet: '.NET',
  ruby: 'Ruby',
}

const conjunction = new Intl.ListFormat('en-GB')

/** `Node.js, Python and .NET`: in text. Requests and commands have the values themselves. */
export const listLanguages = (offered: readonly Language[]): string =>
  conjunction.format(offered.map((language) => languageNames[language]))

export const isLanguage = (value: string): value is Language => (languages as readonly string[]).includes(value)

/** Files at the top that tell the language by what they are for. Not `package.json`: front ends have one as well. */
const manifests: readonly [Language, RegExp][] = [
  ['php', /^(composer\.json|artisan)$/],
  ['dotnet', /\.(csproj|sln)$/],
  ['java', /^(pom\.xml|(build|settings)\.gradle(\.kts)?)$/],
  ['python', /^(requirements(\.txt|\/.+\.txt)|pyproject\.toml|Pipfile|setup\.py|manage\.py)$/],
  ['ruby', /^(Gemfile|gems\.rb|config\.ru)$/],
]

/** Sources, the likeliest first: `server.js` is no script of a page, `app.js` and `index.js` may be. */
const sources: readonly [Language, RegExp][] = [
  ['node', /^server\.[cm]?[jt]s$/],
  ['php', /^(public\/)?index\.php$/],
  ['python', /^(main|app|run|wsgi|asgi|server)\.py$/],
  ['ruby', /^(app|main|server)\.rb$/],
  ['node', /^(index|app|main)\.[cm]?[jt]s$/],
  ['java', /\.java$/],
  ['dotnet', /\.cs$/],
  ['python', /\.py$/],
  ['php', /\.php$/],
  ['ruby', /\.rb$/],
  ['node', /\.[cm]?[jt]s$/],
]

/** Parts of a project that scripts of pages and tools lie in. */
const notServer = /(^|\/)(public|static|assets|templates|front-?end|client|dist|vendor)\//i

/** A language, and the file that told it. It is guessed where that is a source file, as any project may have. */
export interface GuessedLanguage {
  language: Language
  path: string
  isGuess: boolean
}

/**
 * The language a submission is written in, told from its file names alone. `undefined` when nothing tells; only
 * languages the exercise offers are considered.
 */
export function guessLanguage(paths: Iterable<string>, offered: readonly Language[]): GuessedLanguage | undefined {
  const all = [...paths]
  const find = (marks: readonly [Language, RegExp][], isGuess: boolean): GuessedLanguage | undefined => {
    for (const [language, mark] of marks) {
      const path = offered.includes(language) && all.find((one) => mark.test(one))
      if (path) return { language, path, isGuess }
    }
    return undefined
  }
  const manifest = find(manifests, false)
  if (manifest) return manifest
  const isNode = all.includes('package.json') && offered.includes('node')
  if (isNode && all.some((path) => /(?<!\.config)\.[cm]?[jt]s$/.test(path) && !notServer.test(path)))
    return { language: 'node', path: 'package.json', isGuess: false }
  return find(sources, true) ?? (isNode ? { language: 'node', path: 'package.json', isGuess: false } : undefined)
}

/** Of a project in a language that is not offered: which one, where a file says so for certain. */
export function detectOther(paths: Iterable<string>, offered: readonly Language[]): Language | undefined {
  const told = guessLanguage(
    paths,
    languages.filter((language) => !offered.includes(language)),
  )
  return told && !told.isGuess ? told.language : undefined
}

export const detectLanguage = (paths: Iterable<string>, offered: readonly Language[]): Language | undefined =>
  guessLanguage(paths, offered)?.language
