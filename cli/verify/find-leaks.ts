import { readHiddenLiterals, readHiddenText, examinerPlaces, flatten, type HiddenText } from './hidden-text.js'
import { joinStrings, renderLearnerViews, type Learned } from './learner-views.js'
import type { Sample } from './samples.js'
import type { ExercisePackage } from '../../contracts/exercise/exercise-package.js'
import type { Report, TestResult } from '../../contracts/report/report.js'
import { showLevels, type ShowLevel } from '../../contracts/hidden-tests.js'
import type { SourceTree } from '../../contracts/source-tree.js'

/** Shorter lines and values are met by chance. */
const shortest = 12
const shown = 120

/**
 * Whether a learner could read in the report of a sample what is hidden from them. Renders every view at each level of
 * `show` and of feedback and looks for hidden text in it. What the learner has or can know is no secret: the statement,
 * the contract, the starters, their own source, what their service was asked, answered and printed. Returns each leak
 * in a sentence, with the test that has it.
 */
export function createLeakFinder(
  exercise: ExercisePackage,
): (sample: Pick<Sample, 'files'>, report: Report) => string[] {
  const hidden = readHiddenText(exercise)
  const literals = readHiddenLiterals(exercise)
  const given = textOf(filesForLearners(exercise))
  return (sample, report) => {
    const known = flatten(
      [given, exercise.title, exercise.description, textOf(sample.files), ownText(report)].join('\n'),
    )
    const isSecret = (text: string) => !known.includes(flatten(text))
    const always = hidden.filter(({ text }) => isSecret(text) && !namesOf(report).includes(text))
    const leaks = new Set<string>()
    for (const level of ['as written', ...showLevels] as const) {
      const levelled = level === 'as written' ? report : atLevel(report, level)
      const learned = renderLearnerViews(levelled, 'shown')
      const rest = level === 'as written' ? '' : joinViews(renderLearnerViews(withoutTests(levelled), 'shown'))
      const others = listHidden(levelled).filter(({ text }) => isSecret(text) && !rest.includes(flatten(text)))
      for (const leak of search(learned, [...always, ...others], known)) leaks.add(leak)
    }
    for (const leak of search(renderLearnerViews(report, 'details'), always, known)) leaks.add(leak)
    const everything = listHidden(atLevel(report, 'nothing')).filter(({ text }) => isSecret(text))
    for (const leak of search(renderLearnerViews(report, 'closed'), [...always, ...everything], known)) leaks.add(leak)
    for (const leak of searchHints(report, literals, isSecret)) leaks.add(leak)
    return [...leaks]
  }
}

/**
 * What is not shown of tests at their level: titles and ids, or what they say of a failure and what the service
 * printed.
 */
function listHidden({
  checks: {
    correctness: { tests },
  },
}: Report): HiddenText[] {
  const visible = tests.filter(({ show }) => show !== 'nothing')
  const isTold = (text: string) =>
    visible.some(({ title, hint, message, show }) =>
      flatten(`${title}\n${hint ?? ''}\n${show === 'full' ? message : ''}`).includes(text),
    )
  const isName = (text: string) => visible.some(({ title, id }) => title === text || id === text)
  return tests.flatMap((test) => {
    if (test.show === 'full') return []
    const lines = linesOf(test.message)
      .filter((text) => !isTold(text))
      .map((text) => ({ what: `the message of “${test.title}”`, text }))
    if (test.show === 'outcome') return lines
    const names = [test.title, test.id].filter((text) => text.length >= shortest && !isName(text))
    return [...names.map((text) => ({ what: `the name of the hidden test “${test.title}”`, text })), ...lines]
  })
}

const linesOf = (text: string | null) =>
  (text ?? '')
    .split('\n')
    .map(flatten)
    .filter((line) => line.length >= shortest)

/**
 * Title and hint are shown with the outcome: a value that the test expects must not stand there. It is one where it is
 * a literal by itself, too; the parts that a long hint is put together from are not.
 */
function searchHints(
  {
    checks: {
      correctness: { tests },
    },
  }: Report,
  literals: readonly string[],
  isSecret: (text: string) => boolean,
): string[] {
  return tests
    .filter(({ show }) => show === 'outcome')
    .flatMap((test) => {
      const told = flatten(`${test.title}\n${test.hint ?? ''}`)
      const parts = literals.filter((text) => told.includes(text))
      const quoted = parts.filter((text) => parts.some((whole) => whole !== text && whole.includes(text)))
      const values = [...quoted, ...readExpected(test).filter((text) => told.includes(text))]
      return values
        .filter(isSecret)
        .map((text) =>
          describeLeak(
            `title or hint of the test “${test.title}”`,
            { what: 'a value that the test expects', text },
            [],
          ),
        )
    })
}

/** The values of "Expected: …" and of lines that a comparison misses. */
function readExpected({ message }: TestResult): string[] {
  const lines = (message ?? '').split('\n').filter((line) => /^\s*(Expected\b[^:]*:|- )/.test(line))
  return lines.flatMap((line) => line.match(/"[^"]{6,}"|\b\d{4,}\b/g) ?? []).map((value) => value.replaceAll('"', ''))
}

function search({ report, views }: Learned, secrets: readonly HiddenText[], known: string): string[] {
  const places = views.flatMap(({ text }) => text.match(examinerPlaces) ?? []).filter((text) => !known.includes(text))
  const all = [...secrets, ...places.map((text) => ({ what: 'a location in the examiner', text }))]
  const leaks = new Map<string, string>()
  for (const secret of all) {
    const text = flatten(secret.text)
    const names = views.filter((view) => view.text.includes(text)).map(({ name }) => name)
    if (names.length === 0) continue
    const holder = nameHolder(report, text)
    const key = `${secret.what} ${holder}`
    if (!leaks.has(key)) leaks.set(key, describeLeak(holder, secret, names))
  }
  return [...leaks.values()]
}

/** Which part of which test says it. */
function nameHolder(report: Report | null, text: string): string {
  for (const test of report?.checks.correctness.tests ?? []) {
    const part = Object.entries(test).find(([, value]) => flatten(joinStrings(value)).includes(text))
    if (part) return `${part[0]} of the test “${test.title}”`
  }
  const scenario = report?.checks.speed.scenarios?.find((candidate) => flatten(joinStrings(candidate)).includes(text))
  return scenario ? `scenario “${scenario.title}”` : 'report'
}

const describeLeak = (holder: string, { what, text }: HiddenText, views: readonly string[]): string =>
  `learners could read ${what} in the ${holder}${views.length > 0 ? ` (${views.join(', ')})` : ''}: ${cut(flatten(text))}`

const cut = (text: string) => (text.length > shown ? `${text.slice(0, shown)}…` : text)

const joinViews = ({ views }: Learned) => views.map(({ text }) => text).join('\n')

const changeTests = (report: Report, change: (tests: TestResult[]) => TestResult[]): Report => {
  const { correctness } = report.checks
  return { ...report, checks: { ...report.checks, correctness: { ...correctness, tests: change(correctness.tests) } } }
}

const atLevel = (report: Report, show: ShowLevel) =>
  changeTests(report, (tests) => tests.map((test) => ({ ...test, show })))
const withoutTests = (report: Report) => changeTests(report, () => [])

/** Suites for other runners name tests by their files. */
const namesOf = (report: Report) =>
  report.checks.correctness.tests.map(({ title, group }) => `${group} ${title}`).join('\n')

const filesForLearners = ({ files }: ExercisePackage): SourceTree =>
  new Map(
    [...files].filter(([path]) => path === 'statement.md' || path === 'openapi.yaml' || path.startsWith('starter/')),
  )

const textOf = (files: SourceTree) => [...files.values()].map((content) => content.toString('utf8')).join('\n')

/** What the learner's own program was asked, answered and printed. */
function ownText({ buildLog, serviceLog, checks: { correctness, quality } }: Report): string {
  const tests = correctness.tests.map(({ log, transcript }) => `${log.join('\n')}\n${joinStrings(transcript)}`)
  return [buildLog, serviceLog, quality.details?.ownTests?.log ?? '', ...tests].join('\n')
}
