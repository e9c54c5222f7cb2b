import type { PodCores } from '../../sandbox/pod-members.js'

/** Two measured cores (a subject and its database may each use one), one for the load, and one for everybody else. */
const fewestCores = 4

/**
 * The cores that speed is measured on, and whether a host can set them apart. One that cannot is measured on as well: CPU time
 * and SQL tell much the same with neighbours; latency does not, and is then judged more mildly.
 */
export function chooseCores(cpus: number): { cores: PodCores; rest: string; hasOwnCores: true } | { hasOwnCores: false } {
  if (cpus < fewestCores) return { hasOwnCores: false }
  const first = cpus - 3
  return { cores: { measured: `${first}-${first + 1}`, examiner: String(cpus - 1) }, rest: first === 1 ? '0' : `0-${first - 1}`, hasOwnCores: true }
}
