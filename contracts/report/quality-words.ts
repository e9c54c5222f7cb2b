import { count, decimal } from '../amounts.js'
import type {
  CategoryResult,
  Finding,
  FindingCategory,
  OwnTests,
  QualityDetails,
  StructureMeasure,
  StructureMeasureName,
} from './quality-report.js'
import type { QualityResult } from './report.js'

/** What categories are called wherever a report is shown. */
export const categoryTitles: Readonly<Record<FindingCategory, string>> = {
  security: 'Security',
  'correctness-risk': 'Likely bugs',
  maintainability: 'Maintainability',
  style: 'Style',
}

/** What is measured of the shape of the code. */
export const structureTitles: Readonly<Record<StructureMeasureName, string>> = {
  'function-lines': 'Longest function',
  cyclomatic: 'Most paths through a function',
  cognitive: 'Most complex function',
  nesting: 'Deepest nesting',
  duplication: 'Duplicated code',
}

/** A figure of a measure with its unit: `48 lines`, `1 level`, `4.2 %`. */
export const describeMeasure = ({ unit }: Pick<StructureMeasure, 'unit'>, value: number): string =>
  `${decimal(value)}${unit === '' ? '' : ` ${value === 1 ? unit.replace(/s$/, '') : unit}`}`

/** `62.5 of 100, 20 % of the score; 14 findings`, or that there is no score. */
export function describeQuality({ score, effectiveWeight, details }: QualityResult): string {
  const earned = score === null ? 'no score' : `${decimal(score)} of 100, ${decimal(effectiveWeight)} % of the score`
  return details ? `${earned}; ${count(countFindings(details), 'finding')}` : earned
}

/** All that were found, those that the report leaves off too. */
export const countFindings = ({ findings, leftOff }: Pick<QualityDetails, 'findings' | 'leftOff'>): number =>
  findings.length + leftOff

/** `37 files, 2140 lines, 120 functions` */
export const describeSize = ({ files, lines, functions }: QualityDetails['size']): string =>
  `${count(files, 'file')}, ${count(lines, 'line')} of code, ${count(functions, 'function')}`

/** `12 of at most 50 points` */
export const describeLoss = ({ lost, cap }: Pick<CategoryResult, 'lost' | 'cap'>): string =>
  `${decimal(lost)} of at most ${count(cap, 'point')}`

/** Where it was found, as editors and terminals open it: `src/server.js:12:5`. */
export const placeOf = ({ path, line, column }: Pick<Finding, 'path' | 'line' | 'column'>): string =>
  `${path}:${line}${column === null ? '' : `:${column}`}`

/** How the learner's own tests ended, in a sentence. */
export function describeOwnTests({ state, passed, failed, coverage, command }: OwnTests): string {
  if (state === 'none') return 'No tests of your own were found.'
  const told = [passed !== null && `${passed} passed`, failed !== null && `${failed} failed`].filter(Boolean).join(', ')
  const covered = coverage === null ? '' : ` They cover ${decimal(coverage)} % of the lines of your source.`
  return `${command}: ${ownTestsWords[state]}${told && `: ${told}`}.${covered}`
}

const mostNames = 5

/** The lines in which the runner of the learner's own tests names those that failed. */
export const nameFailedTests = ({ state, log }: OwnTests): string[] =>
  state === 'failed'
    ? log
        .split('\n')
        .filter((line) => /^\s*(?:[✖✗×●] |not ok \d|FAIL(?:ED)?:? |Failed |\d+\) )/.test(line))
        .map((line) => line.trim())
        .filter((line, index, lines) => lines.indexOf(line) === index)
        .slice(0, mostNames)
    : []

const ownTestsWords = {
  passed: 'your tests pass',
  failed: 'not all of your tests pass',
  'timed-out': 'your tests did not finish in time',
} as const
