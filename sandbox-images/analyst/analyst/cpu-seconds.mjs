import { readdirSync, readFileSync } from 'node:fs'

/** How the kernel counts in /proc: sysconf(_SC_CLK_TCK), 100 on every Linux of today. */
const ticksPerSecond = 100

/** CPU time that a group of processes has used, in seconds. What ended and was waited for counts with who waited. */
export function cpuSecondsOf(group) {
  const ticks = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ticksOf(pid, group))
  return ticks.reduce((sum, more) => sum + more, 0) / ticksPerSecond
}

/** See proc_pid_stat(5): the name in parentheses may hold anything, so fields are counted from behind it. */
function ticksOf(pid, group) {
  let stat
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    // It has just ended.
    return 0
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (Number(fields[2]) !== group) return 0
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0)
}
