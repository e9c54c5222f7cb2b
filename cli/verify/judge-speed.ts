import type { SpeedResult } from '../../contracts/report/report.js'
import type { ScenarioResult } from '../../contracts/report/speed-report.js'
import type { SpeedRange } from './expectation.js'

/** What is not named as it should be: each scenario and its reason, in one sentence. */
export function judgeReasons(
  { reasons = {} }: SpeedRange = {},
  { scenarios = [] }: { scenarios?: readonly ScenarioResult[] },
): string[] {
  return Object.entries(reasons).flatMap(([id, wanted]) => {
    const names = [wanted].flat()
    const expected = `expected ${names.join(' or ')}`
    const scenario = scenarios.find((candidate) => candidate.id === id)
    if (!scenario) return [`no scenario "${id}" was measured, ${expected} as its reason`]
    if (scenario.state === 'inconclusive' || (scenario.state === 'failed' && scenario.reason === undefined))
      return [`scenario ${id} is ${scenario.state}, ${expected} as its reason: ${scenario.explanation}`]
    if (scenario.reason !== undefined && names.includes(scenario.reason)) return []
    return [`scenario ${id} names ${scenario.reason ?? 'nothing'} as its reason, ${expected}: ${scenario.explanation}`]
  })
}

/** Points by which the speed scores of one sample may lie apart: as closely as a score is measured. */
const widestApart = 5

/**
 * Scores that lie too far apart, and reasons that change. A run that was inconclusive said so, and contradicts nobody.
 */
export function compareSpeed(results: readonly SpeedResult[]): string[] {
  const scores = results.flatMap(({ score }) => score ?? [])
  const isApart = scores.length > 1 && Math.max(...scores) - Math.min(...scores) > widestApart
  return [...(isApart ? [`runs differ: speed ${scores.join(', then ')}`] : []), ...compareReasons(results)]
}

function compareReasons(results: readonly SpeedResult[]): string[] {
  const reasons = new Map<string, Set<string>>()
  for (const { id, state, reason } of results.flatMap(({ scenarios = [] }) => scenarios)) {
    if (state === 'inconclusive') continue
    const known = reasons.get(id) ?? new Set()
    reasons.set(id, known.add(state === 'failed' ? 'failed' : (reason ?? 'nothing')))
  }
  // Near full points a reason comes and goes with a hair's breadth; between two of them, the learner is told two
  // stories.
  const isContradiction = (names: Set<string>) => [...names].filter((name) => name !== 'nothing').length > 1
  return [...reasons].flatMap(([id, names]) =>
    isContradiction(names) ? [`runs differ: scenario ${id} names ${[...names].join(', then ')}`] : [],
  )
}
