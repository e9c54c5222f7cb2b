import { findProjectFolders, isImported } from '../../contracts/find-project.js'
import type { Language } from '../../contracts/language.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import { findAppObject } from './app-objects.js'
import {
  type LanguageConventions,
  type NoOwnTests,
  type OwnTestsPlan,
  shellLine,
  type StartPlan,
  type StartRefusal,
  type SuitePlan,
} from './conventions.js'
import { dotnet } from './dotnet.js'
import { java } from './java.js'
import { node } from './node.js'
import { php } from './php.js'
import { procfileLine, refuseMute, textOf } from './project-files.js'
import { python } from './python.js'
import { ruby } from './ruby.js'

const languages: Readonly<Record<Language, LanguageConventions>> = { node, python, java, php, dotnet, ruby }

/**
 * How a submission in this language is built and started. A Procfile that begins with `cd <folder> &&` has the project
 * of that folder built there. Where nothing says how to start, the refusal names the folder that looks like the
 * project.
 */
export function planStart(language: Language, source: SourceTree): StartPlan | StartRefusal {
  const planned = planInFolder(language, source) ?? languages[language].start(source)
  if ('start' in planned) return refuseUnusable(planned.start) ?? planned
  return (
    refuseMute(source) ?? languages[language].explainNoStart?.(source) ?? suggestFolder(language, source) ?? planned
  )
}

const below = (source: SourceTree, folder: string): SourceTree =>
  new Map(
    [...source]
      .filter(([path]) => path.startsWith(`${folder}/`))
      .map(([path, content]) => [path.slice(folder.length + 1), content]),
  )

/** Of .NET, projects are found and published wherever they are. */
function planInFolder(language: Language, source: SourceTree): StartPlan | undefined {
  const web = language === 'dotnet' ? undefined : procfileLine(source, 'web')
  const [, folder, rest] = /^cd\s+(?:\.\/)?([\w-][\w./-]*?)\/?\s*&&\s*(.+)$/.exec(web ?? '') ?? []
  if (web === undefined || folder === undefined || rest === undefined || hasOwnBuild(source)) return undefined
  const inside = below(source, folder)
  if (inside.size === 0) return undefined
  const planned = languages[language].start(new Map([...inside, ['Procfile', Buffer.from(`web: ${rest}`)]]))
  if ('refusal' in planned) return undefined
  const build = planned.build && ['sh', '-c', 'cd "$0" && exec "$@"', folder, ...planned.build]
  return { ...planned, build, start: shellLine(web) }
}

/** Then the build is that of the whole, which may well see to the folder. */
const hasOwnBuild = (source: SourceTree) =>
  ['package.json', 'tsconfig.json', 'composer.json', 'pom.xml', 'Gemfile'].some((path) => source.has(path))

/** Only folders that would start. Of .NET, projects are found wherever they are; those of a pom.xml belong together. */
function suggestFolder(language: Language, source: SourceTree): StartRefusal | undefined {
  if (language === 'dotnet' || source.has('pom.xml') || procfileLine(source, 'web') !== undefined) return undefined
  // One that is imported by its name would not start from inside.
  const folders = findProjectFolders([...source.keys()]).filter(
    (folder) => language !== 'python' || !isImported(`${folder}/`, source, String),
  )
  const lines = folders.map((folder) => [folder, lineFor(language, below(source, folder))] as const)
  const [first, second] = lines.filter(([, line]) => line !== undefined)
  if (!first) return undefined
  const [folder, line] = first
  const nothing = 'There is nothing to start at the top level of your submission'
  const procfile = `with this line: web: cd ${folder} && ${line}`
  if (second && !/front|client|web|ui/i.test(second[0])) {
    return {
      refusal: `${nothing}, and there are several projects in it: "${folder}" and "${second[0]}".`,
      advice: `Submit only one of these folders, or add a Procfile next to them ${procfile}`,
    }
  }
  return {
    refusal: `${nothing}, but the folder "${folder}" looks like a project.`,
    advice: `Submit only that folder, or add a Procfile next to it ${procfile}`,
  }
}

/** What would start a folder, as it is written in a Procfile; `undefined` where nothing would. */
function lineFor(language: Language, inside: SourceTree): string | undefined {
  const planned = languages[language].start(inside)
  if ('refusal' in planned) return undefined
  const { start } = planned
  const unserved = language === 'python' && start[0] === 'python3' ? findUnserved(inside, start[1] ?? '') : undefined
  const line =
    unserved ??
    (start[0] === 'sh'
      ? (procfileLine(inside, 'web') ??
        start[2]
          ?.split('\n')
          .at(-1)
          ?.replace(/^exec /, ''))
      : start.join(' '))
  return line !== undefined && line.length <= 200 ? line : undefined
}

/** The line of a server for an application that its own main file creates and does not run. */
function findUnserved(inside: SourceTree, main: string): string | undefined {
  if (/\brun(_app)?\(|\bserve/.test(textOf(inside, main))) return undefined
  return findAppObject('python', inside)?.web
}

/** Why a command line cannot be run; undefined where it can. */
const refuseUnusable = (command: readonly string[]): StartRefusal | undefined =>
  command.every(canBeStarted) ? undefined : { refusal: unusableLine }

/**
 * The kernel takes neither NUL nor an endless argument: the engine would refuse the container, as if the fault were
 * ours.
 */
const canBeStarted = (argument: string) => argument.length <= longestArgument && !argument.includes('\0')
const longestArgument = 4096
const unusableLine = `The start command must be plain text of at most ${longestArgument} characters.`

/** How a suite in this language is built and run. */
export function planSuite(language: Language, source: SourceTree): SuitePlan | StartRefusal {
  const planned = languages[language].suite(source, procfileLine(source, 'test'))
  return 'run' in planned ? (refuseUnusable(planned.run) ?? planned) : planned
}

/** How the tests that a learner wrote for their own service are built and run, as their ecosystem does. */
export function planOwnTests(language: Language, source: SourceTree): OwnTestsPlan | NoOwnTests {
  const service = planStart(language, source)
  if ('refusal' in service) return { command: '', missing: service.refusal }
  return languages[language].ownTests(source, service)
}
