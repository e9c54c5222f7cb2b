import { CallerError } from '../../contracts/errors.js'
import type { Language } from '../../contracts/language.js'
import { matchesPattern } from '../../contracts/hidden-tests.js'
import type { Sample } from './samples.js'

/**
 * The samples that `--only` and `--language` leave. A pattern is a name (`accepted/node-reference`), the part after
 * its folder, a folder, or either with `*` for any letters. Nothing left is the caller's mistake.
 */
export function selectSamples(samples: readonly Sample[], only?: string, language?: Language): Sample[] {
  const pattern = only?.replace(/^submissions\//, '').replace(/\/$/, '')
  const selected = samples.filter(
    (sample) =>
      (language === undefined || sample.language === language) &&
      (pattern === undefined || matches(sample.name, pattern)),
  )
  if (selected.length > 0) return selected
  const names = samples.map((sample) => ({ pointer: '', detail: sample.name }))
  throw new CallerError('bad-request', 'No sample matches. The package has:', { errors: names })
}

/**
 * Without those in languages that cannot be graded on this machine, whose images are left out. If that is all there is,
 * they stay: whoever tries them is told what is missing.
 */
export function partSamples(
  samples: readonly Sample[],
  leftOut: readonly string[],
): { tried: Sample[]; notTried: Sample[] } {
  const tried = samples.filter(({ language }) => !leftOut.includes(language))
  if (tried.length === 0) return { tried: [...samples], notTried: [] }
  return { tried, notTried: samples.filter(({ language }) => leftOut.includes(language)) }
}

function matches(name: string, pattern: string): boolean {
  const [folder = '', ownName = ''] = name.split('/')
  return [name, ownName, folder].some((part) => matchesPattern(pattern, part))
}
