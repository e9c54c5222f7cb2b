import type { DataTableProps } from '../components/data-table.js'
import { DataTable } from '../components/data-table.js'
import type { DrawingSize } from './draw-svg.js'
import type { SvgShape } from './read-svg.js'

export interface ChartProps<Row> {
  /** Unique in the page. */
  id: string
  title: string
  /** What the drawing says, in a sentence, for readers who do not see it. */
  description: string
  shapes: readonly SvgShape[]
  size: DrawingSize
  /** The same numbers. */
  table: DataTableProps<Row>
}

/** A drawing with its name, what it says in words, and its numbers as a table behind a click. */
export function Chart<Row>({ id, title, description, shapes, size, table }: ChartProps<Row>) {
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-labelledby={`${id}-title ${id}-desc`}>
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-desc`}>{description}</desc>
        {shapes.map(({ tag: Tag, attributes, text }, index) => (
          <Tag key={index} {...attributes}>
            {text === '' ? null : text}
          </Tag>
        ))}
      </svg>
      <details class="more">
        <summary>As a table</summary>
        <DataTable {...table} narrow="scroll" />
      </details>
    </figure>
  )
}
