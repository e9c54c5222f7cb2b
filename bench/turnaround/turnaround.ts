import { readExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { readExerciseFolder, treeFromFolder } from '../../storage/exercise-folder.js'
import { connectEngine } from '../../worker/sandbox/engine.js'
import { createSandbox } from '../../worker/sandbox/sandbox.js'
import { spreadOf } from '../statistics.js'
import { takeTurns } from '../take-turns.js'
import { bareHost } from './bare.js'
import { commandLine } from './command-line.js'
import { plainContainers } from './plain-containers.js'
import { type ServerAccess, throughApi } from './through-api.js'
import type { Material, Timing, Variant } from './variant.js'

export interface TurnaroundOptions {
  rounds: number
  access: ServerAccess | undefined
  dockerHost: string | undefined
  print(line: string): void
}

/** A copy that stays as it is, whatever becomes of the sample: figures of different days can be compared. */
const exerciseFolder = 'bench/turnaround/fixtures/url-shortener'
const submissionFolder = `${exerciseFolder}/submissions/accepted/node-reference`

/** Grades the same submission in four ways, in turns, so that a slow minute of the machine falls on all of them. */
export async function measureTurnaround({ rounds, access, dockerHost, print }: TurnaroundOptions): Promise<void> {
  const material: Material = {
    exercise: readExercisePackage(await readExerciseFolder(exerciseFolder)),
    exerciseFolder,
    source: (await treeFromFolder(submissionFolder)).files,
    submissionFolder,
    seed: 'turnaround-bench',
  }
  const docker = connectEngine(dockerHost)
  const tags = await createSandbox(docker).imageTags(['node', 'examiner'])
  const variants = [bareHost(material), plainContainers(docker, tags, material), commandLine(material)]
  if (access) variants.push(throughApi(access, material))
  else print('No server answers: the way through API and queue is left out. Start one with `npm start`.')
  const timings = await takeTurns(variants, rounds)
  checkAgreement(timings)
  printTable(variants, timings, print)
}

function checkAgreement(timings: Map<string, Timing[]>): void {
  const passed = [...timings].map(
    ([name, taken]) => [name, [...new Set(taken.map((timing) => timing.passed))].join(' or ')] as const,
  )
  if (new Set(passed.map(([, count]) => count)).size !== 1) {
    throw new Error(
      `The ways disagree on the tests passed: ${passed.map(([name, count]) => `${name} ${count}`).join(', ')}`,
    )
  }
}

const phaseColumns = ['queue', 'pod', 'start', 'correctness'] as const

function printTable(variants: readonly Variant[], timings: Map<string, Timing[]>, print: (line: string) => void): void {
  const baseline = spreadOf((timings.get(variants[0]?.name ?? '') ?? []).map(({ total }) => total)).median
  print(`| way | median ms | min–max | ratio | ${phaseColumns.join(' | ')} | outside phases |`)
  print(`| --- | ---: | ---: | ---: |${' ---: |'.repeat(phaseColumns.length + 1)}`)
  for (const { name } of variants) {
    const measured = timings.get(name) ?? []
    const { min, median, max } = spreadOf(measured.map(({ total }) => total))
    const phases = phaseColumns.map((phase) => spreadOf(measured.map(({ phases }) => phases[phase] ?? 0)).median)
    const rest = spreadOf(
      measured.map(({ total, phases }) => total - Object.values(phases).reduce((sum, ms) => sum + ms, 0)),
    ).median
    const cells = [...phases, rest].map((ms) => Math.round(ms))
    print(
      `| ${name} | ${Math.round(median)} | ${Math.round(min)}–${Math.round(max)} | ${(median / baseline).toFixed(2)} | ${cells.join(' | ')} |`,
    )
  }
}
