import type { ComponentChildren } from 'preact'
import { Part } from './render-in-parts.js'

export interface Column<Row> {
  /** Unique in the table. */
  name: string
  header: string
  /** Numbers stand at the end of their cell. */
  isNumber?: boolean
  /** Never broken over two lines where there is room: names of things, not sentences. */
  isWhole?: boolean
  /** Sentences or lists, which need room. */
  isProse?: boolean
  cell: (row: Row) => ComponentChildren
}

export interface DataTableProps<Row> {
  /** What the table holds, for readers who do not see it; shown when `isCaptionShown`. */
  caption: string
  isCaptionShown?: boolean
  /** The first column names its row. */
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /**
   * On a narrow screen: `stack`, rows become cards; `scroll`, the table scrolls within its frame; `dense`, short cells
   * move together.
   */
  narrow?: 'stack' | 'scroll' | 'dense'
}

/** A table of rows, for any screen. Empty tables are not shown: use `EmptyState`. */
export function DataTable<Row>({
  caption,
  isCaptionShown = false,
  columns,
  rows,
  keyOf,
  narrow = 'stack',
}: DataTableProps<Row>) {
  return (
    <div
      class={`table-frame table-${narrow}`}
      role="region"
      aria-label={caption}
      tabindex={narrow === 'stack' ? undefined : 0}
    >
      <table>
        <caption class={isCaptionShown ? '' : 'visually-hidden'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, header, isNumber }) => (
              <th key={name} scope="col" class={isNumber ? 'number' : ''}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: Math.ceil(rows.length / ROWS_A_PART) }, (_, part) => (
            <Part key={part}>
              <Rows columns={columns} rows={rows.slice(part * ROWS_A_PART, (part + 1) * ROWS_A_PART)} keyOf={keyOf} />
            </Part>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A class may have hundreds of learners. */
const ROWS_A_PART = 50

function Rows<Row>({ columns, rows, keyOf }: Pick<DataTableProps<Row>, 'columns' | 'rows' | 'keyOf'>) {
  return (
    <>
      {rows.map((row) => (
        <tr key={keyOf(row)}>{columns.map((column, index) => makeCell(column, row, index === 0))}</tr>
      ))}
    </>
  )
}

function makeCell<Row>({ name, header, isNumber, isWhole, isProse, cell }: Column<Row>, row: Row, isFirst: boolean) {
  const kind = [isNumber && 'number', isWhole && 'whole', isProse && 'prose-cell'].filter(Boolean).join(' ')
  if (isFirst)
    return (
      <th key={name} scope="row" class={kind}>
        {cell(row)}
      </th>
    )
  return (
    <td key={name} class={kind} data-label={header}>
      {cell(row)}
    </td>
  )
}

/** Links to the pages beside this one. `summary`: what this page shows, such as "1 to 50 of 312". */
export function Paging({
  firstHref,
  nextHref,
  summary,
}: {
  firstHref?: string | null | undefined
  nextHref?: string | null | undefined
  summary: string
}) {
  return (
    <nav class="paging" aria-label="Pages">
      <span class="paging-summary">{summary}</span>
      {firstHref && (
        <a class="button" href={firstHref}>
          First page
        </a>
      )}
      {nextHref && (
        <a class="button" href={nextHref} rel="next">
          Next page
        </a>
      )}
    </nav>
  )
}
