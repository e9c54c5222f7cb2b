import type { StructureMeasure, StructureMeasureName } from '../../../contracts/report/quality-report.js'
import type { Analysis, IsGiven } from './analysis.js'

type Figures = Record<StructureMeasureName, number>
type FunctionFact = Analysis['functions'][number]

/** Which figure of a function each measure takes; the duplicated share is of the whole. */
const functionFigures = {
  'function-lines': 'lines',
  cyclomatic: 'cyclomatic',
  cognitive: 'cognitive',
  nesting: 'nesting',
} as const satisfies Partial<Record<StructureMeasureName, keyof FunctionFact>>

const functionMeasures = Object.keys(functionFigures) as (keyof typeof functionFigures)[]

const units: Readonly<Record<StructureMeasureName, string>> = {
  'function-lines': 'lines',
  cyclomatic: 'paths',
  cognitive: 'points',
  nesting: 'levels',
  duplication: '%',
}

/**
 * Bounds that the field has used for long: McCabe's 10 with the 15 that he allows for, SonarSource's 15 for cognitive
 * complexity, a screen for a function, and what SonarSource's usual gate lets pass as duplicated, 3 %, doubled for
 * sources so small.
 */
const usualBounds: Readonly<Figures> = {
  'function-lines': 60,
  cyclomatic: 15,
  cognitive: 15,
  nesting: 4,
  duplication: 6,
}

const nothingIsGiven: IsGiven = () => false

/** The worst function by each measure, and the duplicated percentage of all lines. What was given is left out. */
export function measureStructure(analysis: Analysis, isGiven = nothingIsGiven): Figures {
  const own = analysis.functions.filter(({ path, line, endLine }) => !isGiven(path, line, endLine))
  const worst = functionMeasures.map((name) => [
    name,
    own.reduce((most, fact) => Math.max(most, fact[functionFigures[name]]), 0),
  ])
  return { ...(Object.fromEntries(worst) as Figures), duplication: duplicatedPercent(analysis, isGiven) }
}

/** Their figures beside the bounds, and beside the reference's where there is one: what it may, they may. */
export function compareStructure(submission: Figures, reference: Figures | null): StructureMeasure[] {
  return ([...functionMeasures, 'duplication'] as const).map((name) => ({
    name,
    unit: units[name],
    submission: submission[name],
    bound: Math.max(usualBounds[name], reference?.[name] ?? 0),
    reference: reference?.[name] ?? null,
  }))
}

/** Lines that stand in a second place too: each counts once, however often it is repeated. */
function duplicatedPercent({ files, duplicates }: Analysis, isGiven: IsGiven): number {
  const total = files.reduce((sum, { lines }) => sum + lines, 0)
  const repeated = new Set<string>()
  for (const { places } of duplicates) {
    const [, second] = places
    if (isGiven(second.path, second.line, second.endLine)) continue
    for (let line = second.line; line <= second.endLine; line += 1) repeated.add(`${second.path}:${line}`)
  }
  return total === 0 ? 0 : Math.min(100, Math.round((1000 * repeated.size) / total) / 10)
}

type Observation = Analysis['observations'][number]
type FunctionMeasureName = keyof typeof functionFigures

/** Our rules of structure, by the measure that breaks them. */
const ruleOf: Readonly<Record<StructureMeasureName, string>> = {
  'function-lines': 'function-too-long',
  cyclomatic: 'too-many-paths',
  cognitive: 'hard-to-follow',
  nesting: 'nested-too-deep',
  duplication: 'duplicated-code',
}

const wordOf: Readonly<Record<FunctionMeasureName, string>> = {
  'function-lines': 'lines of code',
  cyclomatic: 'paths through it',
  cognitive: 'points of cognitive complexity',
  nesting: 'levels of nesting',
}

/** Each function that is beyond a bound, and, where too much is duplicated, each piece that stands elsewhere too. */
export function observeStructure(analysis: Analysis, measures: readonly StructureMeasure[]): Observation[] {
  return measures.flatMap(({ name, submission, bound }) => {
    if (submission <= bound) return []
    return name === 'duplication' ? observeDuplicates(analysis) : observeFunctions(analysis, name, bound)
  })
}

function observeFunctions({ functions }: Analysis, name: FunctionMeasureName, bound: number): Observation[] {
  return functions.flatMap((fact) => {
    const figure = fact[functionFigures[name]]
    if (figure <= bound) return []
    const message = `${fact.name} has ${figure} ${wordOf[name]}; the usual maximum is ${bound}.`
    return [
      {
        tool: 'assay',
        rule: ruleOf[name],
        path: fact.path,
        line: fact.line,
        column: null,
        endLine: fact.endLine,
        message,
      },
    ]
  })
}

function observeDuplicates({ duplicates }: Analysis): Observation[] {
  return duplicates.map(({ lines, places: [first, second] }) => ({
    tool: 'assay',
    rule: ruleOf.duplication,
    path: second.path,
    line: second.line,
    column: null,
    endLine: second.endLine,
    message: `${lines} lines are also in ${first.path}:${first.line}.`,
  }))
}
