import type { ContainerStats } from 'dockerode'

/** What a container has used so far. */
export interface Usage {
  cpuSeconds: number
  peakMemoryMb: number
  peakPids: number
  pidsLimit: number
}

export const noUsage: Usage = { cpuSeconds: 0, peakMemoryMb: 0, peakPids: 0, pidsLimit: 0 }

/** Reads one sample of the engine. cgroup v1 gives the peak itself (`max_usage`), v2 only the current value. */
export function readUsage(stats: ContainerStats): Usage {
  const memory = (stats.memory_stats ?? {}) as { usage?: number; max_usage?: number }
  return {
    cpuSeconds: (stats.cpu_stats?.cpu_usage?.total_usage ?? 0) / 1e9,
    peakMemoryMb: (memory.max_usage ?? memory.usage ?? 0) / (1024 * 1024),
    peakPids: stats.pids_stats?.current ?? 0,
    pidsLimit: Number((stats.pids_stats as { limit?: number } | undefined)?.limit ?? 0),
  }
}

/** Samples of one container only grow: each figure's largest value stands. */
export const peakUsage = (a: Usage, b: Usage): Usage => ({
  cpuSeconds: Math.max(a.cpuSeconds, b.cpuSeconds),
  peakMemoryMb: Math.max(a.peakMemoryMb, b.peakMemoryMb),
  peakPids: Math.max(a.peakPids, b.peakPids),
  pidsLimit: Math.max(a.pidsLimit, b.pidsLimit),
})

/** Two containers one after the other, as the lives of a restarted subject: CPU adds up, peaks do not. */
export const addUsage = (a: Usage, b: Usage): Usage => ({ ...peakUsage(a, b), cpuSeconds: a.cpuSeconds + b.cpuSeconds })
