import { basename, extname } from 'node:path'
import { defaults, slugOf } from '../kit/test.mjs'
import { AuthorMistake } from '../kit/test-failure.mjs'

const longest = { title: 300, group: 120 }
const toldNames = 8

/**
 * The tests of a suite as the report has them: an id of their own, and points, hint and `show` by pattern.
 * Throws `AuthorMistake` for a pattern that decides for no test.
 * @param {import('./list-suite.mjs').SuitePlan} suite
 * @param {{ key: string, folders: string[], title: string }[]} listed
 * @param {Set<string>} takenIds ids given so far; those given here are added
 */
export function describeTests(suite, listed, takenIds) {
  const choices = { points: choose(suite.points), hint: choose(suite.hints), show: choose(suite.show) }
  const fallbackGroup = basename(suite.path, extname(suite.path))
  const tests = listed.map(({ key, folders, title }) => {
    const name = nameOf({ folders, title })
    return {
      key,
      id: takeId(slugOf(name), takenIds),
      title: title.slice(0, longest.title),
      group: (folders.join(' / ') || fallbackGroup).slice(0, longest.group),
      points: choices.points.decide(name) ?? defaults.points,
      hint: choices.hint.decide(name) ?? defaults.hint,
      show: choices.show.decide(name) ?? defaults.show,
      file: suite.path,
    }
  })
  refuseIdlePatterns(suite, choices, listed)
  return tests
}

const nameOf = ({ folders, title }) => [...folders, title].join(' / ')

/** The first pattern that matches decides. */
function choose(byPattern = {}) {
  const idle = new Set(Object.keys(byPattern))
  return {
    idle,
    decide(name) {
      const pattern = Object.keys(byPattern).find((candidate) => matchesPattern(candidate, name))
      idle.delete(pattern)
      return pattern === undefined ? undefined : byPattern[pattern]
    },
  }
}

/** As `contracts/suite.ts` has it; in linear time, which an expression of several `.*` does not keep to. */
function matchesPattern(pattern, name) {
  const [start, ...inner] = pattern.split('*')
  const end = inner.pop()
  if (end === undefined) return name === pattern
  if (!name.startsWith(start)) return false
  let from = start.length
  for (const part of inner) {
    const place = name.indexOf(part, from)
    if (place < 0) return false
    from = place + part.length
  }
  return name.length - end.length >= from && name.endsWith(end)
}

function refuseIdlePatterns({ runner, path }, choices, listed) {
  const idle = Object.values(choices).flatMap((choice) => [...choice.idle])
  if (idle.length === 0) return
  const names = listed
    .slice(0, toldNames)
    .map((test) => `"${nameOf(test)}"`)
    .join(', ')
  throw new AuthorMistake(
    `exercise.yaml: the pattern "${idle[0]}" applies to no test of the ${runner} suite ${path}. Its tests are ${names}${listed.length > toldNames ? ' …' : ''}.`,
  )
}

/** Suites have tests of one name more often than not: the second is `name-2`. */
function takeId(slug, takenIds) {
  let id = slug
  for (let number = 2; takenIds.has(id); number++) id = `${slug}-${number}`
  takenIds.add(id)
  return id
}
