import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { judgeReasons } from '../../cli/verify/judge.js'
import type { Expectation } from '../../cli/verify/expectation.js'
import type { MeasureResult } from '../../contracts/report/speed-report.js'
import type { SpeedCheck } from '../../worker/checks/speed/run.js'

/** One measurement, as it is kept: enough for the tables, and to go on after an interruption. */
export interface NoiseRun {
  contender: string
  /** `null` where the check was not scored. */
  speed: number | null
  state: string
  /** What is not named as it should be; empty when all is. */
  wrongReasons: readonly string[]
  ms: number
  stealPercent: number | null
  busyPercent: number | null
  /** What each scenario rests on. */
  scenarios: readonly {
    id: string
    state: string
    pairs: number
    ratios: Readonly<Record<string, readonly [low: number, high: number]>>
  }[]
}

export const readRun = (
  contender: string,
  { speed: expected }: Expectation,
  { outcome, receipt }: SpeedCheck,
  ms: number,
): NoiseRun => ({
  contender,
  speed: outcome.state === 'scored' ? outcome.score : null,
  state: outcome.state,
  wrongReasons: judgeReasons(expected, outcome),
  ms: Math.round(ms),
  stealPercent: receipt?.noise?.stealPercent ?? null,
  busyPercent: receipt?.noise?.busyPercent ?? null,
  scenarios: (outcome.scenarios ?? []).map(({ id, state, pairs, measures }) => ({
    id,
    state,
    pairs,
    ratios: Object.fromEntries(measures.map(readRatio)),
  })),
})

const readRatio = ({ name, ratio }: MeasureResult) => [name, [roundTo2(ratio.low), roundTo2(ratio.high)]] as const
const roundTo2 = (value: number) => Math.round(value * 100) / 100

/** Runs in a file, one JSON object a line. Without a file they last as long as the process. */
export class RunRecord {
  readonly runs: NoiseRun[]
  readonly #file: string | undefined

  private constructor(file: string | undefined, runs: NoiseRun[]) {
    this.#file = file
    this.runs = runs
  }

  static async open(file: string | undefined): Promise<RunRecord> {
    if (file === undefined) return new RunRecord(undefined, [])
    await mkdir(dirname(file), { recursive: true })
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    return new RunRecord(
      file,
      lines.map((line) => JSON.parse(line) as NoiseRun),
    )
  }

  countOf(contender: string): number {
    return this.runs.filter((run) => run.contender === contender).length
  }

  async add(run: NoiseRun): Promise<void> {
    this.runs.push(run)
    if (this.#file !== undefined) await appendFile(this.#file, `${JSON.stringify(run)}\n`)
  }
}
