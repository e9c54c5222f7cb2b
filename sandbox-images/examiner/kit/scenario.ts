import { idOfTitle } from '../../../contracts/hidden-tests.js'
import { speedLimits, textLimits } from '../../../contracts/protocol/bounds.js'
import { growthSteps, measureNames } from '../../../contracts/protocol/speed-measures.js'
import {
  findOptionMistake,
  isFunction,
  isId,
  isInteger,
  isNumber,
  isText,
  registerScenario,
  withoutUndefined,
  type OptionRules,
  type RequestKind,
} from './register.js'
import type { ScenarioOptions, ScenarioRequest } from './author-types.js'
import { AuthorMistake } from './test-failure.js'

/** What is wrong with the thresholds of a scenario, in words; `undefined` where nothing is. */
function findThresholdMistake(thresholds: unknown): string | undefined {
  if (typeof thresholds !== 'object' || thresholds === null) return '"thresholds" must be an object'
  for (const [name, value] of Object.entries(thresholds) as [string, object | null][]) {
    if (!measureNames.some((measure) => measure === name))
      return `there is no measure "${name}"; the measures are ${measureNames.join(', ')}`
    if (value !== null && !isPair(value))
      return `the threshold of ${name} must be null or { full, none }: ratios to the reference, at least 1, with full below none`
  }
  return undefined
}

const isPair = ({ full, none, ...rest }: { full?: unknown; none?: unknown }): boolean =>
  Object.keys(rest).length === 0 &&
  isNumber(1, 1000)(full) &&
  isNumber(1, 10_000)(none) &&
  (full as number) < (none as number)

const mostKinds = 20

const requestRules: OptionRules = {
  name: { holds: isText(60), expected: 'a string of at most 60 characters' },
  weight: { holds: isNumber(0.001, 1000), expected: 'a number above 0, at most 1000' },
  make: { holds: isFunction, expected: 'a function that makes one request' },
  check: { holds: isFunction, expected: 'a function that throws if the response is wrong' },
  writes: {
    holds: (value) => value === false || isFunction(value),
    expected: 'false, or a function that names the thing that is written',
  },
}

/** What is wrong with the requests of a scenario, in words; `undefined` where nothing is. */
function findRequestMistake(requests: readonly Partial<ScenarioRequest>[]): string | undefined {
  if (requests.length > mostKinds) return `it has ${requests.length} kinds of request; the maximum is ${mostKinds}`
  const names = requests.map((request) => request?.name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return `two of its requests have the name "${twice}"`
  return requests.map(findMistakeOf).find((mistake) => mistake !== undefined)
}

function findMistakeOf(request: Partial<ScenarioRequest>, at: number): string | undefined {
  const called = `request ${at + 1}`
  if (typeof request !== 'object' || request === null) return `${called} is not an object`
  const missing = (['name', 'make', 'check'] as const).find((name) => request[name] === undefined)
  if (missing) return `${called} has no "${missing}"`
  const mistake = findOptionMistake(request, requestRules)
  return mistake && `${called}: ${mistake}`
}

const mostRows = speedLimits.rows / growthSteps[2]
const defaults = {
  weight: 1,
  hint: null,
  unit: 'a request',
  rows: null,
  perSecond: 80,
  requestsPerTurn: 40,
  thresholds: {},
  seed: null,
  audit: null,
}

const rules: OptionRules = {
  id: { holds: isId, expected: 'lower-case letters, digits and dashes' },
  weight: { holds: isNumber(0, 1000), expected: 'a number from 0 to 1000' },
  hint: { holds: isText(textLimits.hint), expected: `a string of at most ${textLimits.hint} characters` },
  unit: {
    holds: isText(textLimits.unit),
    expected: `a string of at most ${textLimits.unit} characters that says what a request is about, such as "one page of 10"`,
  },
  rows: {
    holds: isInteger(1, mostRows),
    expected: `a whole number from 1 to ${mostRows}: sixteen times as many are also measured`,
  },
  perSecond: { holds: isNumber(1, speedLimits.perSecond), expected: `a number from 1 to ${speedLimits.perSecond}` },
  requestsPerTurn: {
    holds: isInteger(20, speedLimits.requestsPerTurn),
    expected: `a whole number from 20 to ${speedLimits.requestsPerTurn}`,
  },
  thresholds: {
    holds: (value) => findThresholdMistake(value) === undefined,
    expected: `{ full, none } for some of ${measureNames.join(', ')}`,
  },
  seed: { holds: isFunction, expected: 'a function' },
  requests: { holds: Array.isArray, expected: 'a list of requests' },
  audit: { holds: isFunction, expected: 'a function' },
}

/**
 * Registers a speed scenario, in `hidden/speed/*.speed.mjs`. The submission and the reference get the same requests in
 * turns; every response is checked, and a check that accepts a wrong response is refused. Throws `AuthorMistake` for
 * whatever it cannot take.
 */
export function scenario<Data = unknown>(title: string, options: ScenarioOptions<Data>): void {
  if (!isText(textLimits.title)(title))
    throw new AuthorMistake(`A scenario needs a title of at most ${textLimits.title} characters.`)
  const mistake = findMistake((options ?? {}) as Partial<ScenarioOptions>)
  if (mistake) throw new AuthorMistake(`The scenario "${title}": ${mistake}.`)
  const given = withoutUndefined(options) as unknown as ScenarioOptions
  registerScenario({
    ...defaults,
    id: idOfTitle(title, 'scenario'),
    ...given,
    title,
    requests: given.requests.map((request): RequestKind => ({ weight: 1, ...request })),
  })
}

function findMistake(options: Partial<ScenarioOptions>): string | undefined {
  const {
    requests,
    rows,
    seed,
    thresholds = {},
    perSecond = defaults.perSecond,
    requestsPerTurn = defaults.requestsPerTurn,
  } = options
  const wrong = findOptionMistake(options, rules)
  if (wrong) return options.thresholds && wrong.startsWith('"thresholds"') ? findThresholdMistake(thresholds) : wrong
  if (!requests?.length) return 'it has no requests'
  if (rows !== undefined && !seed) return 'it has "rows" but no function "seed" that creates them'
  if (seed && rows === undefined) return 'it has "seed" but no "rows" that say how many to create'
  if (requestsPerTurn / perSecond > 20)
    return `a trial of ${requestsPerTurn} requests at ${perSecond} per second takes longer than 20 seconds`
  return findRequestMistake(requests)
}
