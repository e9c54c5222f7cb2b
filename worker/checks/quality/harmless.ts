import type { SourceTree } from '../../../contracts/source-tree.js'
import type { Analysis } from '../../grading/quality/analysis.js'

type Observation = Analysis['observations'][number]

/** Observations that a second look at the source shows to be right code, by rule. */
const harmless: Readonly<Record<string, (observation: Observation, text: string) => boolean>> = {
  // Entity Framework and serializers call private setters.
  S1144: ({ message }) => message.includes('private setter'),
  // Entity Framework fills the sets of a context. The compiler may place the warning at the constructor.
  CS8618: ({ message }, text) => {
    const name = /^Non-nullable property '(\w+)'/.exec(message)?.[1]
    return name !== undefined && new RegExp(`\\bDbSet<[\\w.]+>\\s+${name}\\b`).test(text)
  },
  // A default that is a number is as good as text where both are converted: int(os.environ.get("PORT", 3000)).
  PLW1508: ({ line }, text) =>
    /\b(?:int|float|str|bool)\(\s*os\.(?:environ\.get|getenv)\(/.test(text.split('\n')[line - 1] ?? ''),
}

export const isHarmless = (observation: Observation, source: SourceTree): boolean =>
  harmless[observation.rule]?.(observation, source.get(observation.path)?.toString('utf8') ?? '') ?? false
