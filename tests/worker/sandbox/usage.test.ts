import type { ContainerStats } from 'dockerode'
import t from 'tap'
import { addUsage, noUsage, peakUsage, readUsage, readUsageNow } from '../../../worker/sandbox/container.js'

const stats = (value: unknown) => value as ContainerStats
const mib = 1024 * 1024

t.test('reads the peak where the engine gives it, else the present figure', async (t) => {
  const cpu_stats = { cpu_usage: { total_usage: 1.5e9 } }
  const pids_stats = { current: 4, limit: 64 }
  const v1 = stats({ cpu_stats, pids_stats, memory_stats: { usage: 10 * mib, max_usage: 20 * mib } })
  t.same(readUsage(v1), { cpuSeconds: 1.5, peakMemoryMb: 20, peakPids: 4, pidsLimit: 64 })
  const v2 = stats({ cpu_stats, pids_stats, memory_stats: { usage: 10 * mib } })
  t.equal(readUsage(v2).peakMemoryMb, 10)
})

t.test('takes a container that has just ended for one that used nothing', async (t) => {
  t.same(readUsage(stats({ memory_stats: {}, pids_stats: {}, cpu_stats: {} })), noUsage)
  t.same(readUsage(stats({})), noUsage)
})

t.test('what holds now leaves out files that could be dropped, in the words of both versions of cgroup', async (t) => {
  const cpu_stats = { cpu_usage: { total_usage: 2.5e9 } }
  const held = (files: Record<string, number>) =>
    readUsageNow(stats({ cpu_stats, memory_stats: { usage: 100 * mib, stats: files } }))
  t.same(held({ inactive_file: 30 * mib }), { cpuSeconds: 2.5, memoryMb: 70 })
  t.same(held({ total_inactive_file: 30 * mib }), { cpuSeconds: 2.5, memoryMb: 70 })
  t.equal(held({}).memoryMb, 100)
  t.same(readUsageNow(stats({})), { cpuSeconds: 0, memoryMb: 0 })
})

t.test('keeps the largest of each figure over samples of one life', async (t) => {
  const a = { cpuSeconds: 1, peakMemoryMb: 50, peakPids: 3, pidsLimit: 64 }
  const b = { cpuSeconds: 2, peakMemoryMb: 40, peakPids: 9, pidsLimit: 64 }
  t.same(peakUsage(a, b), { cpuSeconds: 2, peakMemoryMb: 50, peakPids: 9, pidsLimit: 64 })
})

t.test('adds up CPU over several lives, and nothing else', async (t) => {
  const life = { cpuSeconds: 1.25, peakMemoryMb: 50, peakPids: 3, pidsLimit: 64 }
  t.same(addUsage(life, life), { ...life, cpuSeconds: 2.5 })
  t.same(addUsage(noUsage, life), life)
})
