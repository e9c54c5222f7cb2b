import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import type { HostNoise } from '../contracts/report/report.js'

const everyMs = 10_000
/** Half an hour's; steal and load come from the ends, only the clock is looked at in between. */
const mostSnapshots = 180

/** Watches this host until disposed of. It is the engine's host, too, unless the engine is reached by a network. */
export class NoiseWatch implements Disposable {
  readonly #snapshots: HostSnapshot[] = []
  readonly #timer: NodeJS.Timeout

  private constructor() {
    this.#timer = setInterval(() => void this.#look(), everyMs).unref()
  }

  static async begin(): Promise<NoiseWatch> {
    const watch = new NoiseWatch()
    await watch.#look()
    return watch
  }

  /** What the host did since the beginning; `null` where it does not tell. */
  async tell(): Promise<HostNoise | null> {
    await this.#look()
    return compareSnapshots(this.#snapshots)
  }

  async #look(): Promise<void> {
    const snapshot = await takeSnapshot(performance.now())
    if (!snapshot) return
    if (this.#snapshots.length >= mostSnapshots) this.#snapshots.pop()
    this.#snapshots.push(snapshot)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}

/** What the kernel has counted up to a moment. Times in ticks, summed over all cores. */
export interface HostSnapshot {
  atMs: number
  cores: number
  ticks: { all: number; idle: number; steal: number }
  load: number
  /** Of each core; empty where the machine hides them. */
  megahertz: readonly number[]
}

/** Texts of the kernel's files, see proc(5). */
export interface ProcTexts {
  stat: string
  loadavg: string
  cpuinfo: string
}

/** Reads what the host does; `null` where there is no such file: another system, or hidden. */
export async function takeSnapshot(atMs: number): Promise<HostSnapshot | null> {
  const read = (name: string) => readFile(`/proc/${name}`, 'utf8')
  try {
    const [stat, loadavg, cpuinfo] = await Promise.all([read('stat'), read('loadavg'), read('cpuinfo')])
    return parseSnapshot({ stat, loadavg, cpuinfo }, atMs)
  } catch {
    return null
  }
}

/** `null` for texts of an unknown shape. */
export function parseSnapshot({ stat, loadavg, cpuinfo }: ProcTexts, atMs: number): HostSnapshot | null {
  const times = parseCoreTimes(stat)
  const load = Number.parseFloat(loadavg)
  if (!times || !Number.isFinite(load)) return null
  const megahertz = [...cpuinfo.matchAll(/^cpu MHz\s*: *([\d.]+)/gm)].map((match) => Number(match[1]))
  return { atMs, ...times, load, megahertz }
}

export type CoreTimes = Pick<HostSnapshot, 'cores' | 'ticks'>

/** Only the cores' times, which cost a single small file; `null` as for `takeSnapshot`. */
export async function readCoreTimes(): Promise<CoreTimes | null> {
  return parseCoreTimes(await readFile('/proc/stat', 'utf8').catch(() => ''))
}

function parseCoreTimes(stat: string): CoreTimes | null {
  // user nice system idle iowait irq softirq steal; what follows, of guests, is part of the first two
  const ticks = (/^cpu +(.+)$/m.exec(stat)?.[1] ?? '').split(' ').slice(0, 8).map(Number)
  const cores = [...stat.matchAll(/^cpu\d+ /gm)].length
  if (cores === 0 || ticks.length < 8 || ticks.some((value) => !Number.isFinite(value))) return null
  const [idle = 0, waiting = 0, steal = 0] = [ticks[3], ticks[4], ticks[7]]
  return { cores, ticks: { all: ticks.reduce((sum, value) => sum + value, 0), idle: idle + waiting, steal } }
}

/** What happened between the first and the last of some snapshots; `null` for fewer than two. */
export function compareSnapshots(snapshots: readonly HostSnapshot[]): HostNoise | null {
  const [first, last] = [snapshots[0], snapshots.at(-1)]
  if (!first || !last || last.ticks.all <= first.ticks.all) return null
  const share = (ticks: number) =>
    roundTo(1, Math.min(100, Math.max(0, (100 * ticks) / (last.ticks.all - first.ticks.all))))
  const megahertz = snapshots.flatMap((snapshot) => snapshot.megahertz)
  return {
    seconds: roundTo(1, (last.atMs - first.atMs) / 1000),
    stealPercent: share(last.ticks.steal - first.ticks.steal),
    busyPercent: share(last.ticks.all - first.ticks.all - (last.ticks.idle - first.ticks.idle)),
    loadPerCore: roundTo(2, last.load / last.cores),
    frequencyMhz:
      megahertz.length === 0
        ? null
        : { low: Math.round(Math.min(...megahertz)), high: Math.round(Math.max(...megahertz)) },
  }
}

const roundTo = (decimals: number, value: number) => Math.round(value * 10 ** decimals) / 10 ** decimals
