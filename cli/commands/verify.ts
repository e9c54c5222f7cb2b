import { wholeNumber } from '../option-values.js'
import { type Command, Option } from 'commander'
import { toSafeJson } from '../../contracts/escape.js'
import { type Language, languages } from '../../contracts/language.js'
import { type Progress, wordsOfWork } from '../../contracts/job.js'
import type { Report } from '../../contracts/report/report.js'
import { packageDigest } from '../../storage/archive/write-tar.js'
import { leftOutImages } from '../../worker/sandbox/images/list-images.js'
import { type Assess, openAssessor, openMachine } from '../assessor.js'
import type { Cli } from '../cli.js'
import { type Exercise, readExercise } from '../inputs.js'
import { cut } from '../print/progress.js'
import { printResult, printVerifyHead, printVerifyOutcome } from '../print/verify.js'
import { summariseResults } from '../verify/outcome.js'
import { findSamples, partSamples, type Sample, selectSamples } from '../verify/samples.js'
import { verifySamples } from '../verify/verify-samples.js'

interface VerifyCommandOptions {
  only?: string
  language?: Language
  repeat?: number
  json?: boolean
}

/** `assay verify`: proves that a package holds what its samples promise. */
export function addVerifyCommand(program: Command, cli: Cli): void {
  program
    .command('verify')
    .description('check an exercise: every sample ends as its folder says, and hidden tests catch every planted bug')
    .argument('<exercise-dir>', 'folder of the exercise package')
    .option('--only <pattern>', 'only samples of this name, e.g. accepted/node-reference, "wrong-answer" or "python-*"')
    .addOption(new Option('-l, --language <language>', 'only samples in this language').choices(languages))
    .option(
      '--repeat <times>',
      'how many times to run each sample (default: references twice, others once)',
      wholeNumber(1, 100),
    )
    .option('--json', 'print the result as JSON')
    .action((folder: string, options: VerifyCommandOptions) => verify(cli, folder, options))
}

async function verify(cli: Cli, folder: string, options: VerifyCommandOptions): Promise<void> {
  const exercise = await readExercise(folder)
  const all = findSamples(exercise.exercise)
  const chosen = selectSamples(all, options.only, options.language)
  const machine = await openMachine(cli)
  const { tried, notTried } = partSamples(chosen, leftOutImages(machine.images))
  const assess = await openAssessor(cli, machine, exercise.exercise, languagesOf(tried))
  const { terminal } = cli
  const say = options.json ? () => {} : terminal.out
  say(printVerifyHead(tried, terminal.page))
  const { createLeakFinder } = await import('../verify/find-leaks.js') // It renders pages: no other command needs that.
  const results = await verifySamples(tried, {
    repeat: options.repeat,
    signal: cli.signal,
    grade: (sample) => gradeSample(cli, assess, exercise, sample),
    findLeaks: createLeakFinder(exercise.exercise),
    onResult: (result) => say(printResult(result, tried, terminal.page)),
  })
  terminal.status('')
  const hasFault = results.some((result) => result.hasFault)
  const isComplete = tried.length === all.length && !hasFault
  const outcome = summariseResults({ ...exercise, results, isComplete, notTried })
  if (options.json) terminal.out(toSafeJson(outcome))
  else terminal.out(`\n${printVerifyOutcome(outcome, terminal.page)}`)
  if (hasFault) cli.endWith(3)
  else if (!outcome.holds) cli.endWith(2)
}

const languagesOf = (samples: readonly Sample[]) => [...new Set(samples.map((sample) => sample.language))]

async function gradeSample(cli: Cli, assess: Assess, { exercise, digest }: Exercise, sample: Sample): Promise<Report> {
  const { terminal } = cli
  const onProgress = (progress: Progress) => {
    const where =
      progress.type === 'phase'
        ? wordsOfWork(progress.phase)
        : `${progress.finished} of ${progress.total} ${exercise.kind === 'test-suite' ? 'bugs' : 'tests'}`
    terminal.status(cut(`     ${sample.name}: ${where} …`, terminal.notePage.width))
  }
  return assess({
    exercise,
    exerciseDigest: digest,
    source: sample.files,
    sourceSha256: await packageDigest(sample.files),
    language: sample.language,
    seed: undefined,
    // It takes minutes: measured only where a sample promises something of it.
    measuresSpeed: sample.expectation.speed !== undefined,
    readsQuality: sample.expectation.quality === undefined ? 'never' : 'always',
    onProgress,
  })
}
