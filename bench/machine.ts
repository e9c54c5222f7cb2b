import { cpus, loadavg, release, totalmem } from 'node:os'

/** The machine a figure was taken on, in a line. Times are compared only within one run on one machine. */
export function describeMachine(): string {
  const [cpu] = cpus()
  const memoryGb = Math.round(totalmem() / 1024 ** 3)
  return `${cpus().length} × ${cpu?.model ?? 'unknown CPU'}, ${memoryGb} GB, Linux ${release()}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)} at the start`
}
