import { idOfTitle, showLevels, type ShowLevel } from '../../../contracts/hidden-tests.js'
import { textLimits } from '../../../contracts/protocol/bounds.js'
import type { TestBody } from './author-types.js'
import {
  findOptionMistake,
  isId,
  isNumber,
  isText,
  registerTest,
  withoutUndefined,
  type OptionRules,
} from './register.js'
import { AuthorMistake } from './test-failure.js'

/** What a learner sees of a test: all of it, only whether it passed, or only that it counts. */
export type Show = ShowLevel

export interface TestOptions {
  /** What the test is worth, 0 to 1000. Default 1. */
  points?: number
  /** One sentence that helps a learner whose service fails the test. Default none. */
  hint?: string
  /** Tests of one group are listed together in the report. Default: the name of the file. */
  group?: string
  /** What a learner sees of the test. Default `'full'`. */
  show?: Show
  /** Names the test in reports and statistics: lower-case letters, digits, dashes. Default: made from the title. */
  id?: string
  /** Time for the whole test in milliseconds. Restarting the subject or a service does not count. Default 10000. */
  timeoutMs?: number
}

export const defaults = { points: 1, hint: null, show: 'full' as const, timeoutMs: 10_000 }

const rules: OptionRules = {
  points: { holds: isNumber(0, 1000), expected: 'a number from 0 to 1000' },
  hint: { holds: isText(textLimits.hint), expected: `a string of at most ${textLimits.hint} characters` },
  group: { holds: isText(textLimits.group), expected: `a string of at most ${textLimits.group} characters` },
  show: {
    holds: (value) => showLevels.some((level) => level === value),
    expected: "'full', 'outcome' or 'nothing'",
  },
  id: { holds: isId, expected: 'lower-case letters, digits and dashes' },
  timeoutMs: { holds: isNumber(1, 600_000), expected: 'milliseconds, at most 600000' },
}

/**
 * Registers a hidden test. It runs later, against a service that is ready; a test that throws fails. Throws
 * `AuthorMistake` for whatever it cannot take.
 */
export function test(title: string, body: TestBody): void
export function test(title: string, options: TestOptions, body: TestBody): void
export function test(title: string, optionsOrBody: TestOptions | TestBody, bodyAfterOptions?: TestBody): void {
  const [options, body] =
    typeof optionsOrBody === 'function' ? [{}, optionsOrBody] : [optionsOrBody ?? {}, bodyAfterOptions]
  if (!isText(textLimits.title)(title))
    throw new AuthorMistake(`A test needs a title of at most ${textLimits.title} characters.`)
  if (typeof body !== 'function') throw new AuthorMistake(`The test "${title}" has no function to run.`)
  const mistake = findOptionMistake(options, rules)
  if (mistake) throw new AuthorMistake(`The test "${title}": ${mistake}.`)
  registerTest({ ...defaults, id: idOfTitle(title, 'test'), ...withoutUndefined(options), title, body })
}
