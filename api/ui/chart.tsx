import { createRequire } from 'node:module'
import type { EChartsCoreOption, init as initChart } from 'echarts/core'
import { XMLParser } from 'fast-xml-parser'
import { DataTable, type DataTableProps } from './data-table.js'

/** Stand-ins for the colours of the style sheet: each becomes a class, so that charts follow the reader's theme. */
export const chartInks = {
  bar: '#000001',
  track: '#000002',
  line: '#000003',
  text: '#000004',
  strong: '#000005',
} as const

const inkNames: ReadonlyMap<string, string> = new Map(Object.entries(chartInks).map(([name, colour]) => [colour, name]))

/** Texts are measured by this size; the style sheet draws them in it. */
export const chartFontSize = 12

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

const text = { color: chartInks.text, fontSize: chartFontSize }

export interface Bar {
  label: string
  count: number
}

/** Counts as standing bars over a quiet grid: one series, no legend. `showEvery`: how many labels share one. */
export function makeBarOptions(bars: readonly Bar[], showEvery = 1): EChartsCoreOption {
  return {
    grid: { left: 34, right: 4, top: 12, bottom: 26 },
    xAxis: {
      type: 'category',
      data: bars.map(({ label }) => label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: chartInks.line } },
      axisLabel: { ...text, interval: showEvery - 1, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 4,
      splitLine: { lineStyle: { color: chartInks.track } },
      axisLabel: text,
    },
    series: [
      {
        type: 'bar',
        silent: true,
        data: bars.map(({ count }) => count),
        barCategoryGap: '18%',
        barMaxWidth: 40,
        itemStyle: { color: chartInks.bar, borderRadius: [3, 3, 0, 0] },
      },
    ],
  }
}

/** The package as one file: its parts are 589 modules, which cost every process of the API a second of CPU time. */
const { init } = createRequire(import.meta.url)('echarts/dist/echarts.common.min.js') as { init: typeof initChart }

/** Size of a drawing in its own units; on a page it takes the width it gets. */
interface DrawingSize {
  width: number
  height: number
}

/** Draws without a browser. The same options always give the same shapes. Colours must be `chartInks`. */
export function drawSvg(options: EChartsCoreOption, size: DrawingSize): readonly SvgShape[] {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({ animation: false, ...options })
    return readSvg(chart.renderToSVGString())
  } finally {
    chart.dispose()
  }
}

/** A shape of a drawing, with the class names of its colours instead of colours. */
interface SvgShape {
  tag: 'path' | 'rect' | 'text'
  attributes: Readonly<Record<string, string>>
  text: string
}

const keptAttributes = new Set([
  'd',
  'x',
  'y',
  'width',
  'height',
  'rx',
  'transform',
  'text-anchor',
  'dominant-baseline',
  'stroke-width',
  'stroke-dasharray',
])
const tags = new Set(['path', 'rect', 'text'])

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: true,
  htmlEntities: true,
})

type XmlNode = Record<string, unknown> & { ':@'?: Record<string, string> }

/**
 * Takes from a drawing of echarts only shapes and the attributes that place them: its style element and attributes
 * would be refused by the policy of the page, and its colours know one theme only. Throws where a colour has no name.
 */
export function readSvg(svg: string): readonly SvgShape[] {
  const [root] = parser.parse(svg) as XmlNode[]
  return readNodes(root?.['svg'] as XmlNode[])
}

/** Lines stand in groups that clip them; whatever was drawn is within its axes, so the groups go. */
function readNodes(nodes: readonly XmlNode[]): SvgShape[] {
  return nodes.flatMap((node) => {
    if (Array.isArray(node['g'])) return readNodes(node['g'] as XmlNode[])
    const tag = Object.keys(node).find((key) => tags.has(key))
    if (!tag) return []
    const shape = makeShape(tag as SvgShape['tag'], node)
    return shape.attributes['class'] === '' ? [] : [shape]
  })
}

function makeShape(tag: SvgShape['tag'], node: XmlNode): SvgShape {
  const all = node[':@'] ?? {}
  const kept = Object.entries(all).filter(([name]) => keptAttributes.has(name))
  const inks = (['fill', 'stroke'] as const).map((kind) => nameInk(kind, all[kind])).filter(Boolean)
  const text = (node[tag] as XmlNode[]).map((child) => String(child['#text'] ?? '')).join('')
  return { tag, attributes: { ...Object.fromEntries(kept), class: inks.join(' ') }, text }
}

function nameInk(kind: 'fill' | 'stroke', colour: string | undefined): string {
  if (colour === undefined || colour === 'none') return ''
  const name = inkNames.get(colour)
  if (!name) throw new Error(`a chart uses the colour ${colour}, which has no name in the style sheet`)
  return `chart-${kind}-${name}`
}
