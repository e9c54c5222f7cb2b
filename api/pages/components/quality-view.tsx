import { count, decimal } from '../../../contracts/amounts.js'
import type { CategoryResult, QualityDetails, StructureMeasure, UnreadFile } from '../../../contracts/quality-report.js'
import { categoryTitles, describeMeasure, describeSize, structureTitles } from '../../../contracts/quality-words.js'
import { Badge } from '../../ui/badge.js'
import { DataTable, type Column } from '../../ui/data-table.js'
import { FindingList, type FindingListProps } from './finding-list.js'
import { OwnTestsView } from './own-tests-view.js'

export interface QualityViewProps extends Pick<FindingListProps, 'excerpts' | 'fileHrefs'> {
  details: QualityDetails
  /** The same findings as a file; `null` where there is none to load. */
  sarifHref: string | null
}

/** What was found in the source, and what it cost. */
export function QualityView({ details, excerpts, fileHrefs, sarifHref }: QualityViewProps) {
  const { findings, leftOff, categories, size, structure, unread, ownTests } = details
  const costly = categories.filter(({ findings, lost }) => findings > 0 || lost > 0)
  const shape = structure.filter(({ theirs }) => theirs > 0)
  return (
    <div class="quality">
      <p class="check-lead">
        Checked: {describeSize(size)}. Starter code and generated code do not count against you. Each finding costs
        points, but the same mistake costs nothing after the third time, and each category costs at most what the table
        shows.
      </p>
      {costly.length > 0 && (
        <DataTable
          narrow="dense"
          caption="What it cost"
          isCaptionShown
          columns={categoryColumns}
          rows={costly}
          keyOf={({ category }) => category}
        />
      )}
      {findings.length === 0 ? (
        <p>No problems found.</p>
      ) : (
        <FindingList findings={findings} excerpts={excerpts} fileHrefs={fileHrefs} leftOff={leftOff} />
      )}
      {sarifHref !== null && findings.length > 0 && (
        <p>
          <a class="button" href={sarifHref} download>
            Findings as SARIF
          </a>{' '}
          <span class="dim">for your editor</span>
        </p>
      )}
      {shape.length > 0 && (
        <DataTable
          narrow="dense"
          caption="The structure of your code"
          isCaptionShown
          columns={structureColumns}
          rows={shape}
          keyOf={({ name }) => name}
        />
      )}
      {ownTests && <OwnTestsView ownTests={ownTests} />}
      <UnreadFiles unread={unread} />
    </div>
  )
}

const categoryColumns: readonly Column<CategoryResult>[] = [
  { name: 'category', header: 'Category', cell: ({ category }) => categoryTitles[category] },
  { name: 'findings', header: 'Findings', isNumber: true, cell: ({ findings }) => findings },
  { name: 'lost', header: 'Points lost', isNumber: true, cell: ({ lost }) => decimal(lost) },
  { name: 'cap', header: 'At most', isNumber: true, cell: ({ cap }) => decimal(cap) },
]

const structureColumns: readonly Column<StructureMeasure>[] = [
  {
    name: 'measure',
    header: 'Measure',
    cell: ({ name, theirs, bound }) => (
      <>
        {structureTitles[name]}
        {theirs > bound && (
          <>
            {' '}
            <Badge tone="warn">too much</Badge>
          </>
        )}
      </>
    ),
  },
  {
    name: 'theirs',
    header: 'Yours',
    isNumber: true,
    cell: (measure) => whole(describeMeasure(measure, measure.theirs)),
  },
  {
    name: 'bound',
    header: 'Recommended maximum',
    isNumber: true,
    cell: (measure) => whole(describeMeasure(measure, measure.bound)),
  },
  {
    name: 'reference',
    header: 'Reference',
    isNumber: true,
    cell: (measure) => (measure.reference === null ? '–' : whole(describeMeasure(measure, measure.reference))),
  },
]

/** A figure and its unit stay together, in the narrowest column too. */
const whole = (text: string) => text.replaceAll(' ', '\u00a0')

/** What no tool could read is said, lest nobody wonder why nothing was found there. */
function UnreadFiles({ unread }: { unread: readonly UnreadFile[] }) {
  if (unread.length === 0) return null
  return (
    <details class="more">
      <summary>{count(unread.length, 'file')} could not be read</summary>
      <ul>
        {unread.map(({ path, reason }) => (
          <li key={path}>
            <code>{path}</code>: {reason}
          </li>
        ))}
      </ul>
    </details>
  )
}
