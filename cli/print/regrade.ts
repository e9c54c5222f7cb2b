import { count, decimal, shortDigest } from '../../contracts/amounts.js'
import { changedWithoutTests } from '../../contracts/regrade-words.js'
import { escapeDeep } from '../../contracts/escape.js'
import type { RegradeReview, ReviewEntry } from '../client/regrade.js'
import { labelled, pad, widthOf, wrapLines, type Page } from './page.js'

const kinds = {
  rise: 'rise',
  fall: 'fall',
  none: 'stay',
  first: 'get a first grade',
  'not-assessed': 'could not be assessed and keep their grade',
  waiting: 'are waiting',
} as const
const testKinds = ['gained', 'lost', 'added', 'removed', 'reweighted'] as const

/** A review as an instructor reads it before applying: how many, by which tests, and who. */
export function printReview(review: RegradeReview, page: Page): string {
  const safe = escapeDeep(review)
  const parts = [printHead(safe, page), printTests(safe, page), printEntries(safe, page)]
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function printHead({ id, state, reason, exerciseDigest, done, total, summary }: RegradeReview, page: Page): string[] {
  const shares = Object.entries(kinds).flatMap(([kind, words]) => {
    const amount = summary[kind as keyof typeof kinds]
    return amount === 0 ? [] : [`${amount} ${words}`]
  })
  return [
    `${page.paint('strong', state)}  ${page.paint('dim', `regrade ${id}`)}`,
    ...labelled(page, 'Reason', reason),
    ...labelled(page, 'Package', shortDigest(exerciseDigest)),
    ...labelled(page, 'Runs', `${done} of ${total} done`),
    ...labelled(page, 'Grades', shares.length === 0 ? 'none' : shares.join(', ')),
    ...labelled(page, 'Mean change', summary.meanDifference === null ? '–' : signed(summary.meanDifference)),
  ]
}

function printTests({ summary }: RegradeReview, page: Page): string[] {
  if (summary.tests.length === 0) return []
  const lines = summary.tests.flatMap((test) => {
    const amounts = testKinds.flatMap((kind) => (test[kind] === 0 ? [] : [`${kind} ${test[kind]}`]))
    return wrapLines(page, `${test.title}: ${amounts.join(', ')}`, '  ')
  })
  return [page.paint('strong', 'Tests that changed most'), ...lines]
}

function printEntries({ entries, total }: RegradeReview, page: Page): string[] {
  const changed = entries.filter(({ change }) => change !== 'none' && change !== 'waiting')
  if (changed.length === 0) return []
  const nameColumns = Math.max(...changed.map((entry) => widthOf(nameOf(entry))))
  const left = total > entries.length ? [page.paint('dim', `only the ${entries.length} largest changes are shown`)] : []
  return [
    page.paint('strong', 'Attempts that change'),
    ...changed.flatMap((entry) => printEntry(entry, nameColumns, page)),
    ...left,
  ]
}

function printEntry(entry: ReviewEntry, nameColumns: number, page: Page): string[] {
  const { change, before, after, difference } = entry
  const ink = change === 'rise' || change === 'first' ? 'good' : change === 'fall' ? 'bad' : 'warn'
  const step =
    change === 'not-assessed'
      ? `${amount(before.grade)}  not assessed`
      : `${amount(before.grade)} → ${amount(after.grade)}  ${difference === null ? '' : signed(difference)}`
  const verdict = entry.hasNewVerdict ? [`${before.verdict} → ${after.verdict}`] : []
  const causes = [...verdict, ...entry.tests.map((test) => `${test.change}: ${test.title}`)]
  const why = causes.length === 0 && difference ? [changedWithoutTests] : causes
  return [
    `  ${pad(nameOf(entry), nameColumns)}  ${page.paint(ink, step.trimEnd())}`,
    ...why.flatMap((line) => wrapLines(page, line, '      ')),
  ]
}

const nameOf = ({ learner, attempt }: ReviewEntry) => `${learner.name} (${learner.id}), attempt ${attempt}`

const amount = (grade: number | null) => (grade === null ? '–' : decimal(grade))

const signed = (value: number) => (value > 0 ? `+${decimal(value)}` : decimal(value).replace('-', '−'))

/** What to type next, by the state of a regrade. */
export function nextSteps({ id, state, total }: Pick<RegradeReview, 'id' | 'state' | 'total'>): string {
  if (state === 'running') return `It is still running. Check again: npx assay regrade-all --show ${id}`
  if (state === 'ready')
    return `Nothing has changed yet. Apply it to ${count(total, 'attempt')}: npx assay regrade-all --apply ${id}\nDiscard it: npx assay regrade-all --discard ${id}`
  return state === 'applied' ? 'It has been applied.' : 'It has been discarded.'
}
