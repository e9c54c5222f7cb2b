import { XMLParser } from 'fast-xml-parser'
import { inkNames } from './chart-inks.js'

/** A shape of a drawing, with the class names of its colours instead of colours. */
export interface SvgShape {
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
