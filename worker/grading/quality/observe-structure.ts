import type { StructureMeasure, StructureMeasureName } from '../../../contracts/quality-report.js'
import type { Analysis } from './analysis.js'
import { functionFigures } from './measure-structure.js'

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
  return measures.flatMap(({ name, theirs, bound }) => {
    if (theirs <= bound) return []
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
