import {
  findOptionMistake,
  isFunction,
  isInteger,
  isNumber,
  isText,
  slugOf,
  withoutUndefined,
} from './option-rules.mjs'
import { registerScenario } from './registry.mjs'
import { findRequestMistake } from './scenario-requests.mjs'
import { AuthorMistake } from './test-failure.mjs'
import { findThresholdMistake, measures } from './thresholds.mjs'

const most = { rows: 6250, perSecond: 1000, requestsPerTurn: 2000 }
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

const rules = {
  id: { holds: (value) => /^[a-z0-9][a-z0-9-]{0,119}$/.test(value), expected: 'lower-case letters, digits and dashes' },
  weight: { holds: isNumber(0, 1000), expected: 'a number from 0 to 1000' },
  hint: { holds: isText(2000), expected: 'a string of at most 2000 characters' },
  unit: {
    holds: isText(120),
    expected: 'a string of at most 120 characters that says what a request is about, such as "one page of 10"',
  },
  rows: {
    holds: isInteger(1, most.rows),
    expected: `a whole number from 1 to ${most.rows}: sixteen times as many are also measured`,
  },
  perSecond: { holds: isNumber(1, most.perSecond), expected: `a number from 1 to ${most.perSecond}` },
  requestsPerTurn: {
    holds: isInteger(20, most.requestsPerTurn),
    expected: `a whole number from 20 to ${most.requestsPerTurn}`,
  },
  thresholds: {
    holds: (value) => findThresholdMistake(value) === undefined,
    expected: `{ full, none } for some of ${measures.join(', ')}`,
  },
  seed: { holds: isFunction, expected: 'a function' },
  requests: { holds: Array.isArray, expected: 'a list of requests' },
  audit: { holds: isFunction, expected: 'a function' },
}

/** Registers a speed scenario; `index.d.ts` describes it. Throws `AuthorMistake` for whatever it cannot take. */
export function scenario(title, options) {
  if (!isText(300)(title)) throw new AuthorMistake('A scenario needs a title of at most 300 characters.')
  const mistake = findMistake(options ?? {})
  if (mistake) throw new AuthorMistake(`The scenario "${title}": ${mistake}.`)
  const given = withoutUndefined(options)
  registerScenario({
    ...defaults,
    id: slugOf(title, 'scenario'),
    ...given,
    title,
    requests: given.requests.map((request) => ({ weight: 1, ...request })),
  })
}

function findMistake(options) {
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
    return `a turn of ${requestsPerTurn} requests at ${perSecond} per second takes longer than 20 seconds`
  return findRequestMistake(requests)
}
