import { count } from '../../contracts/amounts.js'
import { escapeLine } from '../../contracts/escape.js'
import type { CategoryResult, Finding, FindingLevel, QualityDetails } from '../../contracts/report/quality-report.js'
import {
  categoryTitles,
  countFindings,
  describeLoss,
  describeMeasure,
  describeOwnTests,
  nameFailedTests,
  describeQuality,
  placeOf,
  structureTitles,
} from '../../contracts/report/quality-words.js'
import type { QualityResult } from '../../contracts/report/report.js'
import { labelled, wrapLines, type Ink, type Page } from './page.js'

const indent = '        '

/** All of them are on the page and in SARIF: here is what to begin with. */
const shownFindings = 5

/**
 * What was found in the source: what each category cost, and the gravest findings. Nothing where the source was not
 * read.
 */
export function printQuality(quality: QualityResult, page: Page): string[] {
  const { details } = quality
  if (!details) return []
  const [first = '', ...rest] = wrapLines(page, describeQuality(quality), '         ').map((line) =>
    page.paint('dim', line),
  )
  return [
    `${page.paint('strong', 'Quality')}  ${first.trimStart()}`,
    ...rest,
    ...details.categories
      .filter(({ findings }) => findings > 0)
      .flatMap((category) => wrapLines(page, describeCategory(category), '  ')),
    ...details.findings.slice(0, shownFindings).flatMap((finding) => printFinding(finding, page)),
    ...printRest(details, page),
  ]
}

const describeCategory = (result: CategoryResult) =>
  `${categoryTitles[result.category]}: ${count(result.findings, 'finding')}, lost ${describeLoss(result)}`

const marks: Record<FindingLevel, readonly [mark: string, ink: Ink]> = {
  severe: ['✗', 'bad'],
  notable: ['~', 'warn'],
  slight: ['-', 'dim'],
}

/** The place stands alone on its line, so that terminals and editors open it. */
function printFinding(finding: Finding, page: Page): string[] {
  const [mark, ink] = marks[finding.level]
  const narrow = { ...page, width: page.width - indent.length }
  return [
    '',
    `    ${page.paint(ink, mark)} ${escapeLine(placeOf(finding))}`,
    ...wrapLines(page, finding.message, indent),
    ...labelled(narrow, 'Fix', finding.fix, 7).map((line) => indent + line),
  ]
}

function printRest(details: QualityDetails, page: Page): string[] {
  const { structure, unread, ownTests } = details
  const left = countFindings(details) - Math.min(details.findings.length, shownFindings)
  const excessive = structure.filter(({ submission, bound }) => submission > bound)
  const sentences = [
    ...(left > 0 ? [`… ${count(left, 'more finding')}: see the report page, or use --json.`] : []),
    ...excessive.map(
      (measure) =>
        `${structureTitles[measure.name]}: ${describeMeasure(measure, measure.submission)} (recommended: at most ${describeMeasure(measure, measure.bound)}).`,
    ),
    ...(unread.length > 0
      ? [
          `${count(unread.length, 'file')} could not be read: ${unread
            .slice(0, shownFindings)
            .map(({ path }) => path)
            .join(', ')}${unread.length > shownFindings ? ' …' : ''}.`,
        ]
      : []),
    ...(ownTests ? [describeOwnTests(ownTests)] : []),
  ]
  const names = ownTests ? nameFailedTests(ownTests) : []
  return sentences.length > 0
    ? [
        '',
        ...sentences.flatMap((sentence) => wrapLines(page, sentence, '  ')),
        ...names.flatMap((name) => wrapLines(page, escapeLine(name), '    ')),
      ]
    : []
}
