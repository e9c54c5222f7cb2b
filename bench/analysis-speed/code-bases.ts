import type { Language } from '../../contracts/language.js'

/** Third-party code, fetched when it is needed. */
export interface CodeBase {
  language: Language
  /** Name in its registry: a package of npm with its version, or a source package of Debian. */
  name: string
  registry: 'npm' | 'debian'
  /** Folders, relative to the package's own, whose files are taken: those that its users run. */
  folders: readonly string[]
  extension: string
  /** Names of files that would not compile without what is left out. */
  without?: readonly string[]
  /** What makes a project of the files that are taken, for a compiler that asks for one. */
  project?: Readonly<Record<string, string>>
}

const libraryProject = `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>`

export const codeBases: readonly CodeBase[] = [
  { language: 'node', name: 'fastify@5.12.8', registry: 'npm', folders: ['lib'], extension: '.js' },
  { language: 'python', name: 'python-werkzeug', registry: 'debian', folders: ['src/werkzeug'], extension: '.py' },
  { language: 'java', name: 'libcommons-cli-java', registry: 'debian', folders: ['src/main/java'], extension: '.java' },
  { language: 'php', name: 'guzzle', registry: 'debian', folders: ['src'], extension: '.php' },
  // The whole of it has 100,000 lines; these folders compile without the rest.
  {
    language: 'dotnet',
    name: 'dnlib',
    registry: 'debian',
    folders: ['src/IO', 'src/PE', 'src/Threading', 'src/Utils', 'src/W32Resources'],
    extension: '.cs',
    without: ['SimpleLazyList.cs'],
    project: { 'App.csproj': libraryProject },
  },
]
