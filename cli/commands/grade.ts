import { writeFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { CallerError } from '../../contracts/errors.js'
import { toSafeJson } from '../../contracts/escape.js'
import type { ExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { findProjectFolders } from '../../contracts/find-project.js'
import {
  detectLanguage,
  detectOther,
  type Language,
  languageNames,
  languages,
  listLanguages,
} from '../../contracts/language.js'
import { redactProgress, redactReport } from '../../contracts/report/redaction.js'
import { toSarif } from '../../contracts/report/sarif.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import { openAssessor, openMachine } from '../assessor.js'
import type { Cli } from '../cli.js'
import { readExercise, readSubmission } from '../inputs.js'
import { watchProgress } from '../print/progress.js'
import { printReport } from '../print/report.js'

interface GradeOptions {
  language?: Language
  json?: boolean
  /** A file to write. */
  sarif?: string
  seed?: string
  /** Commander's name for the absence of `--no-speed`. */
  speed: boolean
  as: 'learner' | 'instructor'
}

/** `assay grade`: one submission against one exercise, with Docker alone. */
export function addGradeCommand(program: Command, cli: Cli): void {
  program
    .command('grade')
    .description('grade a submission on this machine, with Docker and without a server')
    .argument('<exercise-dir>', 'folder of the exercise package')
    .argument('<submission>', 'folder or archive (zip, tar, tar.gz) of the submission')
    .addOption(
      new Option('-l, --language <language>', 'language of the submission, if its files do not show it').choices(
        languages,
      ),
    )
    .option('--json', 'print the report as JSON')
    .option('--sarif <file>', 'write the findings in the source to a file, as SARIF 2.1.0')
    .option('--seed <seed>', 'repeat the random choices of an earlier run: the seed from its receipt')
    .option('--no-speed', 'do not measure speed: the hidden tests alone take seconds, not minutes')
    .addOption(
      new Option('--as <reader>', 'whose view of the report').choices(['learner', 'instructor']).default('instructor'),
    )
    .action((exerciseFolder: string, submission: string, options: GradeOptions) =>
      grade(cli, exerciseFolder, submission, options),
    )
}

async function grade(cli: Cli, exerciseFolder: string, submissionPath: string, options: GradeOptions): Promise<void> {
  const { exercise, digest } = await readExercise(exerciseFolder)
  const { source, sha256, ...others } = await readSubmission(submissionPath)
  const language = chooseLanguage(exercise, source, options.language)
  const assess = await openAssessor(cli, await openMachine(cli), exercise, [language])
  const watch = watchProgress(cli.terminal)
  const report = await assess({
    exercise,
    exerciseDigest: digest,
    source,
    ...others,
    sourceSha256: sha256,
    language,
    seed: options.seed,
    measuresSpeed: options.speed,
    onProgress: (progress) => watch(options.as === 'learner' ? redactProgress(progress) : progress),
  })
  cli.terminal.status('')
  const shown = options.as === 'learner' ? redactReport(report) : report
  if (options.json) cli.terminal.out(toSafeJson(shown))
  else cli.terminal.out(printReport(shown, cli.terminal.page))
  if (options.sarif !== undefined) await writeResult(options.sarif, `${toSafeJson(toSarif(shown))}\n`)
  if (report.verdict === 'not-assessed') cli.endWith(3)
}

/** The language a submission is graded in: the one asked for, else the one its files tell. Throws `CallerError`. */
function chooseLanguage(exercise: ExercisePackage, source: SourceTree, asked: Language | undefined): Language {
  const { languages: offered } = exercise
  const language = asked ?? detectLanguage(source.keys(), offered) ?? detectOther(source.keys(), offered)
  if (language && offered.includes(language)) return language
  if (language) {
    throw new CallerError(
      'language-not-offered',
      `${exercise.slug} is available in ${listLanguages(offered)}, not in ${languageNames[language]}.`,
    )
  }
  const [folder] = findProjectFolders([...source.keys()])
  const found = folder === undefined ? '' : ` The folder ${folder} looks like a project: use that one.`
  throw new CallerError(
    'language-unknown',
    `The files do not show it; set it with --language (${offered.join(', ')}).${found}`,
  )
}

/** Writes a result to where the caller wants it. Throws `CallerError` where that cannot be written. */
export async function writeResult(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (error) {
    throw new CallerError(
      'bad-request',
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
