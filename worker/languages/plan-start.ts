import type { SourceTree } from '../../contracts/source-tree.js'
import type { Language } from '../../contracts/language.js'
import { dotnetConventions } from './dotnet.js'
import { javaConventions } from './java.js'
import { nodeConventions } from './node.js'
import { phpConventions } from './php.js'
import { pythonConventions } from './python.js'
import type { LanguageConventions, StartPlan, StartRefusal } from './start-plan.js'

const conventions: Readonly<Record<Language, LanguageConventions>> = {
  node: nodeConventions,
  python: pythonConventions,
  java: javaConventions,
  php: phpConventions,
  dotnet: dotnetConventions,
}

/** How a submission in this language is built and started. */
export function planStart(language: Language, source: SourceTree): StartPlan | StartRefusal {
  const planned = conventions[language](source)
  return 'start' in planned ? (refuseUnusable(planned.start) ?? planned) : planned
}

/** Why a command line cannot be run; undefined where it can. */
export const refuseUnusable = (command: readonly string[]): StartRefusal | undefined => (command.every(canBeStarted) ? undefined : { refusal: unusableLine })

/** The kernel takes neither NUL nor an endless argument: the engine would refuse the container, as if the fault were ours. */
const canBeStarted = (argument: string) => argument.length <= longestArgument && !argument.includes('\0')
const longestArgument = 4096
const unusableLine = `The start line must be plain text of at most ${longestArgument} characters.`
