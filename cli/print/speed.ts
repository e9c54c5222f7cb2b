import type { SpeedResult } from '../../contracts/report/report.js'
import type { MeasureResult, ScenarioResult } from '../../contracts/report/speed-report.js'
import {
  countScenarios,
  describeAmount,
  describeBasis,
  describeLatencies,
  describeMeasures,
  describePoints,
  describeRatio,
  describeScenarioScore,
  describeSpeedScore,
  explainGrowth,
  measureTitles,
} from '../../contracts/report/speed-words.js'
import { type Ink, labelled, type Page, printTable, widthOf, wrapLines } from './page.js'

const indent = '        '

/** The scenarios of the check of speed; under each that lost points, what it means and its figures. */
export function printSpeed(speed: SpeedResult, page: Page): string[] {
  const { scenarios = [] } = speed
  if (scenarios.length === 0) return []
  const parts = scenarios.flatMap((scenario) => printScenario(scenario, scenarios, page))
  const [first = '', ...rest] = wrapLines(
    page,
    `${describeSpeedScore(speed)}; ${countScenarios(speed)}`,
    '       ',
  ).map((line) => page.paint('dim', line))
  const head = [`${page.paint('strong', 'Speed')}  ${first.trimStart()}`, ...rest]
  const note = speed.note === undefined ? [] : wrapLines(page, speed.note, '  ')
  return [...head, ...note, '', ...(parts.at(-1) === '' ? parts.slice(0, -1) : parts)]
}

function printScenario(scenario: ScenarioResult, scenarios: readonly ScenarioResult[], page: Page): string[] {
  const [mark, ink] = markOf(scenario)
  const [first = '', ...rest] = wrapLines({ ...page, width: page.width - 12 }, scenario.title, '      ')
  const head = `    ${page.paint(ink, mark)} ${first.trimStart().padEnd(page.width - 18)}${describeScenarioScore(scenario).padStart(12)}`
  return [head, ...rest, ...printMeaning(scenario, scenarios, page)]
}

function markOf({ state, score }: ScenarioResult): readonly [mark: string, ink: Ink] {
  if (state === 'failed') return ['✗', 'bad']
  if (state === 'inconclusive' || score === null) return ['?', 'warn']
  if (score.value >= 99.95) return ['✓', 'good']
  return score.value < 50 ? ['✗', 'bad'] : ['~', 'warn']
}

/** Of a scenario that lost nothing the first sentence is enough. */
function printMeaning(scenario: ScenarioResult, scenarios: readonly ScenarioResult[], page: Page): string[] {
  const { explanation, state, score } = scenario
  const meaning = explanation
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => wrapLines(page, line, indent))
  if (state === 'scored' && score !== null && score.value >= 99.95) return [...meaning, '']
  return [...meaning, ...printHelp(scenario, page), ...printFigures(scenario, scenarios, page), '']
}

function printHelp({ hint, growth, explanation }: ScenarioResult, page: Page): string[] {
  const narrow = { ...page, width: page.width - indent.length }
  return [
    ...(growth && !explanation.includes(growth.words) ? wrapLines(page, growth.words, indent) : []),
    ...(hint === null ? [] : labelled(narrow, 'Hint', hint, 7).map((line) => indent + line)),
  ]
}

function printFigures(scenario: ScenarioResult, scenarios: readonly ScenarioResult[], page: Page): string[] {
  const { measures, latencies } = scenario
  const figures = measures.length === 0 ? [] : printMeasures(scenario, page)
  const growth = wrapLines(page, explainGrowth(scenario) ?? '', indent).filter((line) => line !== '')
  const answers = latencies ? wrapLines(page, describeLatencies(latencies), indent) : []
  return [
    ...figures,
    ...growth,
    ...answers,
    ...wrapLines(page, describeBasis(scenario, scenarios), indent).map((line) => page.paint('dim', line)),
  ]
}

interface Cells {
  title: string
  submission: string
  reference: string
  /** With its interval: `21 times (20 to 22)`. */
  ratio: string
  points: string
}

/** As a table where it fits, without intervals where only that does, else a line a measure that may break. */
function printMeasures(scenario: ScenarioResult, page: Page): string[] {
  const cells = scenario.measures.map((measure) => describeCells(measure, scenario))
  const withoutIntervals = cells.map((each) => ({ ...each, ratio: each.ratio.replace(/ \(.*/, '') }))
  const tables = [cells, withoutIntervals].map((each) => layOut(each, page))
  const title = wrapLines(page, describeMeasures(scenario), indent).map((line) => page.paint('dim', line))
  const table = tables.find((lines) => lines.every((line) => widthOf(line) <= page.width))
  return [...title, ...(table ?? cells.flatMap((each) => wrapLines(page, describeLine(each), indent)))]
}

/** Where a scenario failed, what a measure would have earned is no matter. The measure to begin with is marked. */
function describeCells(measure: MeasureResult, { state, reason }: ScenarioResult): Cells {
  return {
    title: `${measureTitles[measure.name]}${measure.name === reason ? ' ←' : ''}`,
    submission: describeAmount(measure, measure.submission),
    reference: describeAmount(measure, measure.reference),
    ratio: describeRatio(measure.ratio),
    points: state === 'failed' ? '' : describePoints(measure.score),
  }
}

function layOut(cells: readonly Cells[], page: Page): string[] {
  const rows = cells.map(({ title, submission, reference, ratio, points }) => [
    title,
    submission,
    reference,
    ratio,
    points,
  ])
  const hasPoints = cells.some(({ points }) => points !== '')
  return printTable(['', 'yours', 'reference', 'ratio', hasPoints ? 'points' : ''], rows, page, '')
    .split('\n')
    .map((line) => indent + line)
}

const describeLine = ({ title, submission, reference, ratio, points }: Cells) =>
  `${title}: ${submission}, reference ${reference}, ${ratio}${points && `, points: ${points}`}`
