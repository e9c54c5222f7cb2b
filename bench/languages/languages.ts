import { performance } from 'node:perf_hooks'
import { readExercisePackage, type ExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { assessDirectly } from '../../worker/assess.js'
import { connectEngine } from '../../worker/sandbox/engine.js'
import { listImages } from '../../worker/sandbox/images/list-images.js'
import { createSandbox, type Sandbox } from '../../worker/sandbox/sandbox.js'
import { spreadOf } from '../statistics.js'
import { takeTurns } from '../take-turns.js'
import { helloWorlds, toTree, type HelloWorld } from './hello-worlds.js'

export interface LanguagesOptions {
  rounds: number
  dockerHost: string | undefined
  print(line: string): void
}

/** From the beginning of a run to its first test, in milliseconds. */
interface Turnaround {
  firstTest: number
  phases: Readonly<Record<string, number>>
}

const baseline = 'Node'

/** Grades the least service there can be in every language that has its image here. */
export async function measureLanguages({ rounds, dockerHost, print }: LanguagesOptions): Promise<void> {
  const docker = connectEngine(dockerHost)
  const absent = new Set((await listImages(docker)).filter(({ isPresent }) => !isPresent).map(({ name }) => name))
  const present = helloWorlds.filter(({ language }) => !absent.has(language))
  for (const name of absent) print(`The image ${name} is not here: what needs it is left out.`)
  const sandbox = createSandbox(docker)
  const contenders = present.map((hello) => {
    const exercise = exerciseIn(hello)
    return { name: hello.name, grade: () => grade(hello, exercise, sandbox) }
  })
  printTable(await takeTurns(contenders, rounds), print)
}

const hiddenTest = `import { test, expect } from '@assay/kit'
test('Says hello', { id: 'says-hello', points: 1 }, async ({ http }) => {
  expect((await http.get('/')).text).toBe('hello')
})
`

/** An exercise of one test, with the usual limits and no service. */
const exerciseIn = ({ language }: HelloWorld): ExercisePackage =>
  readExercisePackage(
    toTree({
      'exercise.yaml': `slug: hello\ntitle: Hello\nkind: service\nlanguages: [${language}]\nweights: { correctness: 100, speed: 0, quality: 0 }\n`,
      'statement.md': 'Say hello.',
      [`starter/${language}/README.md`]: 'Nothing to begin with.',
      'hidden/correctness/hello.test.mjs': hiddenTest,
    }),
  )

async function grade(
  { name, language, source }: HelloWorld,
  exercise: ExercisePackage,
  sandbox: Sandbox,
): Promise<Turnaround> {
  const began = performance.now()
  let firstTest = 0
  const report = await assessDirectly(
    {
      source,
      exercise,
      language,
      seed: 'languages-bench',
      worker: `bench-${process.pid}`,
      onProgress: (progress) => {
        if (progress.type === 'phase' && progress.phase === 'correctness') firstTest = performance.now() - began
      },
    },
    sandbox,
  )
  if (report.verdict !== 'assessed' || report.checks.correctness.score !== 100) {
    throw new Error(`${name} did not pass: ${report.verdict}\n${report.buildLog}`)
  }
  return { firstTest, phases: Object.fromEntries(report.phases.map(({ name: phase, ms }) => [phase, ms])) }
}

const phaseColumns = ['pod', 'build', 'start'] as const

function printTable(results: Map<string, Turnaround[]>, print: (line: string) => void): void {
  const medianOf = (values: readonly number[]) => Math.round(spreadOf(values).median)
  const unit = medianOf((results.get(baseline) ?? []).map(({ firstTest }) => firstTest))
  print(`| submission | ${phaseColumns.join(' | ')} | to the first test, ms | min–max | ratio |`)
  print(`| --- | ${phaseColumns.map(() => '---: | ').join('')}---: | ---: | ---: |`)
  for (const [name, taken] of results) {
    const phases = phaseColumns.map((phase) =>
      taken.some(({ phases }) => phase in phases) ? medianOf(taken.map(({ phases }) => phases[phase] ?? 0)) : '–',
    )
    const { min, median, max } = spreadOf(taken.map(({ firstTest }) => firstTest))
    print(
      `| ${name} | ${phases.join(' | ')} | ${Math.round(median)} | ${Math.round(min)}–${Math.round(max)} | ${(median / unit).toFixed(1)} |`,
    )
  }
}
