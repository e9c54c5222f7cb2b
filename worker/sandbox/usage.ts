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
    cpuSeconds: readCpuSeconds(stats),
    peakMemoryMb: (memory.max_usage ?? memory.usage ?? 0) / (1024 * 1024),
    peakPids: stats.pids_stats?.current ?? 0,
    pidsLimit: Number((stats.pids_stats as { limit?: number } | undefined)?.limit ?? 0),
  }
}

const readCpuSeconds = (stats: ContainerStats) => (stats.cpu_stats?.cpu_usage?.total_usage ?? 0) / 1e9

/** What a container has used up to a moment. */
export interface UsageNow {
  cpuSeconds: number
  /** Held at that moment, without the files that the kernel would drop when asked. */
  memoryMb: number
}

/** Reads one sample as what holds now: `inactive_file` is cgroup v2's word, `total_inactive_file` that of v1. */
export function readUsageNow(stats: ContainerStats): UsageNow {
  const memory = (stats.memory_stats ?? {}) as { usage?: number; stats?: Record<string, number> }
  const cached = memory.stats?.inactive_file ?? memory.stats?.total_inactive_file ?? 0
  return {
    cpuSeconds: readCpuSeconds(stats),
    memoryMb: Math.max(0, (memory.usage ?? 0) - cached) / (1024 * 1024),
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
