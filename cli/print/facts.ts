import type { Report } from '../../contracts/report.js'
import { bytes, count, decimal, seconds, shortDigest } from '../../contracts/amounts.js'
import { describeTopFolder } from '../../contracts/left-out.js'
import { describeSpeedReceipt } from '../../contracts/speed-words.js'
import { labelled, type Page } from './page.js'

/** What the run took of its limits, how long each phase was, and what the score rests on. */
export function printFacts(report: Report, page: Page): string[] {
  const used = describeUsage(report)
  const phases = describePhases(report)
  return [
    ...(used === '' ? [] : labelled(page, 'Used', used)),
    ...(phases === '' ? [] : labelled(page, 'Phases', phases)),
    ...(report.leftOut ? labelled(page, 'Left out', report.leftOut.join(', ')) : []),
    ...(report.topFolder === undefined ? [] : labelled(page, 'Top level', describeTopFolder(report.topFolder))),
    ...labelled(page, 'Receipt', describeReceipt(report)),
  ]
}

function describeUsage({ usage, limits }: Report): string {
  const parts: readonly (readonly [used: number, words: string])[] = [
    [usage.peakMemoryMb, `memory ${decimal(usage.peakMemoryMb)} of ${limits.memoryMb} MB`],
    [usage.peakPids, `processes ${usage.peakPids} of ${limits.pids}`],
    [usage.outputBytes, `output ${bytes(usage.outputBytes)} of ${limits.outputMb} MB`],
    [usage.cpuSeconds, `CPU ${seconds(usage.cpuSeconds * 1000)} on ${count(limits.cpus, 'core')}`],
  ]
  return parts.flatMap(([used, words]) => (used === 0 ? [] : [words])).join(' · ')
}

function describePhases({ phases }: Report): string {
  if (phases.length === 0) return ''
  const total = phases.reduce((sum, phase) => sum + phase.ms, 0)
  return `${phases.map((phase) => `${phase.name} ${seconds(phase.ms)}`).join(' · ')} · total ${seconds(total)}`
}

function describeReceipt({ receipt, run }: Report): string {
  return [
    `submission ${shortDigest(receipt.submission)}`,
    `exercise ${shortDigest(receipt.exercise)}`,
    `seed ${receipt.seed}`,
    `run ${run}`,
    ...(receipt.speed ? [`speed ${describeSpeedReceipt(receipt.speed)}`] : []),
    `Assay ${receipt.assay} on ${receipt.host.engine}`,
  ].join(' · ')
}
