import type { SourceTree } from '../../../../contracts/source-tree.js'
import { procfileLine, textOf } from '../../../languages/project-files.js'
import type { Analysis } from '../analysis.js'

type Observation = Analysis['observations'][number]

const lineOf = (text: string, line: number): string => text.split('\n')[line - 1] ?? ''

/** Observations that a second look at the source shows to be right code, by rule. */
const harmless: Readonly<Record<string, (observation: Observation, text: string, source: SourceTree) => boolean>> = {
  // Entity Framework and serializers call private setters.
  S1144: ({ message }) => message.includes('private setter'),
  // Entity Framework fills the sets of a context. The compiler may place the warning at the constructor.
  CS8618: ({ message }, text) => {
    const name = /^Non-nullable property '(\w+)'/.exec(message)?.[1]
    return name !== undefined && new RegExp(`\\bDbSet<[\\w.]+>\\s+${name}\\b`).test(text)
  },
  // A default that is a number is as good as text where both are converted: int(os.environ.get("PORT", 3000)).
  PLW1508: ({ line }, text) => /\b(?:int|float|str|bool)\(\s*os\.(?:environ\.get|getenv)\(/.test(lineOf(text, line)),
  // The semicolon that ends an arrow function which returns another function is needed.
  'Generic.CodeAnalysis.EmptyPHPStatement': ({ line }, text) => /^\s*\}+\)*;/.test(lineOf(text, line)),
  'debug-mode': isNotReached,
  S201: isNotReached,
  B201: isNotReached,
}

/** Below `if __name__ == "__main__":` of a file that the Procfile does not start: gunicorn only imports it. */
function isNotReached({ path, line }: Observation, text: string, source: SourceTree): boolean {
  const web = procfileLine(source, 'web')
  if (
    !path.endsWith('.py') ||
    web === undefined ||
    !/\b(?:gunicorn|uvicorn|hypercorn|waitress-serve|granian)\b/.test(web)
  )
    return false
  const lines = text.split('\n')
  const guard = lines.findLastIndex((each, index) => index < line - 1 && /^if\s+__name__\s*==/.test(each))
  return guard !== -1 && lines.slice(guard + 1, line).every((each) => each.trim() === '' || /^\s/.test(each))
}

export const isHarmless = (observation: Observation, source: SourceTree): boolean =>
  harmless[observation.rule]?.(observation, textOf(source, observation.path), source) ?? false
