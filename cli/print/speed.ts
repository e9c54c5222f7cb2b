import type { SpeedResult } from '../../contracts/report.js'
import type { ScenarioResult } from '../../contracts/speed-report.js'
import {
  countScenarios,
  describeAmount,
  describeBasis,
  describeLatencies,
  describePoints,
  describeRatio,
  describeScenarioScore,
  measureTitles,
} from '../../contracts/speed-words.js'
import { labelled, widthOf, wrapLines, type Ink, type Page } from './page.js'
import { printTable } from './table.js'

const indent = '        '

/** The scenarios of the check of speed; under each that lost points, what it means and its figures. */
export function printSpeed(speed: SpeedResult, page: Page): string[] {
  const { scenarios = [] } = speed
  if (scenarios.length === 0) return []
  const parts = scenarios.flatMap((scenario) => printScenario(scenario, scenarios, page))
  const head = `${page.paint('strong', 'Speed')}  ${page.paint('dim', countScenarios(speed))}`
  const note = speed.note === undefined ? [] : wrapLines(page, speed.note, '  ')
  return [head, ...note, '', ...(parts.at(-1) === '' ? parts.slice(0, -1) : parts)]
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
  const meaning = explanation.split('\n').filter((line) => line.trim() !== '').flatMap((line) => wrapLines(page, line, indent))
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
  const answers = latencies ? wrapLines(page, describeLatencies(latencies), indent) : []
  return [...figures, ...answers, ...wrapLines(page, describeBasis(scenario, scenarios), indent).map((line) => page.paint('dim', line))]
}

const heads = ['', 'yours', 'reference', 'ratio', 'points']

/** As a table where it fits, else a line a measure that may break. */
function printMeasures({ measures }: ScenarioResult, page: Page): string[] {
  const rows = measures.map((measure) => [
    measureTitles[measure.name],
    describeAmount(measure, measure.theirs),
    describeAmount(measure, measure.reference),
    describeRatio(measure.ratio),
    describePoints(measure.score),
  ])
  const table = printTable(heads, rows, page, '').split('\n').map((line) => indent + line)
  if (table.every((line) => widthOf(line) <= page.width)) return table
  return rows.flatMap(([title, theirs, reference, ratio, points]) => wrapLines(page, `${title}: ${theirs}, reference ${reference}, ${ratio}, points: ${points}`, indent))
}
