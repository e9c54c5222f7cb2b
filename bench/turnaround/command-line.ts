import { execFile } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { promisify } from 'node:util'
import type { Report } from '../../contracts/report/report.js'
import type { Material, Timing, Variant } from './variant.js'

const run = promisify(execFile)

/** `assay grade` as an instructor types it: a new process, a whole pod. */
export const commandLine = ({ exerciseFolder, submissionFolder, seed }: Material): Variant => ({
  name: 'assay grade',
  async grade() {
    const began = performance.now()
    const args = ['cli/assay.mjs', 'grade', exerciseFolder, submissionFolder, '--seed', seed, '--json']
    const { stdout } = await run(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 })
    return readTiming(performance.now() - began, JSON.parse(stdout) as Report)
  },
})

export const readTiming = (total: number, report: Report): Timing => ({
  total,
  phases: Object.fromEntries(report.phases.map(({ name, ms }) => [name, ms])),
  passed: report.checks.correctness.tests.filter(({ outcome }) => outcome === 'passed').length,
})
