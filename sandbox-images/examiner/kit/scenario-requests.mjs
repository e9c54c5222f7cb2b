import { findOptionMistake, isFunction, isNumber, isText } from './option-rules.mjs'

const mostKinds = 20

const rules = {
  name: { holds: isText(60), expected: 'a string of at most 60 characters' },
  weight: { holds: isNumber(0.001, 1000), expected: 'a number above 0, at most 1000' },
  make: { holds: isFunction, expected: 'a function that makes one request' },
  check: { holds: isFunction, expected: 'a function that throws if the response is wrong' },
  writes: {
    holds: (value) => value === false || isFunction(value),
    expected: 'false, or a function that names the thing that is written',
  },
}

/**
 * What is wrong with the requests of a scenario, in words; `undefined` where nothing is. @param {unknown[]} requests
 */
export function findRequestMistake(requests) {
  if (requests.length > mostKinds) return `it has ${requests.length} kinds of request; the maximum is ${mostKinds}`
  const names = requests.map((request) => request?.name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return `two of its requests have the name "${twice}"`
  return requests.map(findOne).find((mistake) => mistake !== undefined)
}

function findOne(request, at) {
  const called = `request ${at + 1}`
  if (typeof request !== 'object' || request === null) return `${called} is not an object`
  const missing = ['name', 'make', 'check'].find((name) => request[name] === undefined)
  if (missing) return `${called} has no "${missing}"`
  const mistake = findOptionMistake(request, rules)
  return mistake && `${called}: ${mistake}`
}
