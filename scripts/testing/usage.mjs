import { cpus } from 'node:os'

/** @typedef {{ name: string, seconds: number, cpuSeconds: number }} ProcessUsage */

/** What all cores have done since the start of the machine, in seconds. */
const readCpuSeconds = () =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000

/**
 * Starts to measure; the function it returns answers `{ seconds, cpuSeconds }` since then, the latter of the whole
 * machine.
 */
export function startMeter() {
  const startedAtMs = performance.now()
  const cpuSecondsBefore = readCpuSeconds()
  return () => ({ seconds: (performance.now() - startedAtMs) / 1000, cpuSeconds: readCpuSeconds() - cpuSecondsBefore })
}

/**
 * A line for each process of `[{ name, seconds, cpuSeconds }]`, the longest first, and one for the sum.
 * @param {ProcessUsage[]} usage
 * @returns {string[]}
 */
export function describeUsage(usage) {
  /** @param {'seconds' | 'cpuSeconds'} key */
  const sum = (key) => usage.reduce((total, each) => total + each[key], 0)
  const total = { name: 'all', seconds: sum('seconds'), cpuSeconds: sum('cpuSeconds') }
  /** @param {number} value */
  const number = (value) => value.toFixed(1).padStart(8)
  return [...usage.toSorted((a, b) => b.seconds - a.seconds), total].map(
    ({ name, seconds, cpuSeconds }) => `${number(seconds)} ${number(cpuSeconds)}  ${name.replace('dist/', '')}`,
  )
}
