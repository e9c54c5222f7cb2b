import type { PodCores } from '../../sandbox/pod-members.js'

/** Two measured cores (a subject and its database may each use one), one for the load. */
const coresOfASet = 3
/** One more, for everybody else. */
export const fewestCores = coresOfASet + 1
/** Of many cores at most about half are for measuring, or other runs would wait for the rest. */
const coresForASet = 2 * coresOfASet

export interface CorePlan {
  /** Cores for one speed check each; none where a host has too few to set some apart. */
  sets: readonly PodCores[]
  /** Cores that other runs have left while speed is measured; `null` where none are set apart. */
  rest: string | null
}

/**
 * The cores that speed is measured on, from the highest down: the lowest has the host's own work. A host that cannot
 * set some apart is measured on as well: CPU time and SQL tell much the same with neighbours; latency and growth do
 * not, and are then judged more mildly.
 */
export function planCores(cpus: number): CorePlan {
  if (cpus < fewestCores) return { sets: [], rest: null }
  const count = Math.max(1, Math.floor(cpus / coresForASet))
  const sets = Array.from({ length: count }, (_, at): PodCores => {
    const first = cpus - coresOfASet * (at + 1)
    return { measured: `${first}-${first + 1}`, examiner: String(first + 2) }
  })
  const last = cpus - coresOfASet * count - 1
  return { sets, rest: last === 0 ? '0' : `0-${last}` }
}

/** What a host promises of a measurement, in a sentence. */
export function describeGuarantees(cpus: number): string {
  const { sets, rest } = planCores(cpus)
  if (rest === null) {
    return `This server has fewer than ${fewestCores} cores (${cpus}), so other runs may affect the measurements. Response times and growth are therefore judged half as strictly, the slowest responses are not judged, and only one run at a time is measured.`
  }
  const atATime = sets.length === 1 ? 'One run' : `${sets.length} runs`
  return `${atATime} at a time can be measured for speed on ${coresOfASet} dedicated cores; the others use core${rest.includes('-') ? 's' : ''} ${rest} meanwhile.`
}

/** The note in the report of a run on such a host; none where all is promised. */
export const noteOfHost = (cpus: number): string | undefined =>
  planCores(cpus).rest === null ? describeGuarantees(cpus) : undefined
