import { takeTurns } from '../take-turns.js'
import { spreadOf } from '../statistics.js'
import { longestBlock } from './longest-block.js'
import { classInputs } from './class-inputs.js'
import { lmsInputs } from './lms-inputs.js'
import { packageInputs } from './package-inputs.js'
import { reportInputs } from './report-inputs.js'
import { requestInputs } from './request-inputs.js'

/** Something that comes from outside, as large and as bad as it is admitted, and what reads it. */
export interface ParserInput {
  name: string
  read(): unknown
}

const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0)

/**
 * Prints for how long each parser of the API holds up the event loop at most, given the worst that its limits admit.
 */
export async function measureParsers({
  rounds,
  only,
  print,
}: {
  rounds: number
  only: string | undefined
  print: (line: string) => void
}): Promise<void> {
  const groups = await Promise.all([packageInputs(), requestInputs(), lmsInputs(), reportInputs(), classInputs()])
  const inputs = groups.flat().filter(({ name }) => name.includes(only ?? ''))
  const results = await takeTurns(
    inputs.map(({ name, read }) => ({ name, grade: () => longestBlock(read) })),
    rounds,
  )
  print('| parser and input | longest block, ms | min–max | in all, ms |\n| --- | ---: | ---: | ---: |')
  for (const [name, taken] of results) {
    const block = spreadOf(taken.map(({ mainMs }) => mainMs))
    print(
      `| ${name} | ${ms(block.median)} | ${ms(block.min)}–${ms(block.max)} | ${ms(spreadOf(taken.map(({ wallMs }) => wallMs)).median)} |`,
    )
  }
}
