import { Type } from 'typebox'

/** Parameters of a list that is read page by page. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  cursor: Type.Optional(Type.String({ maxLength: 100, description: 'from the Link header' })),
}

/** The `Link` header that leads to the next page, with the filters of this one. */
export function nextPage(path: string, query: Readonly<Record<string, unknown>>, cursor: string): string {
  const kept = Object.entries(query).filter(([name, value]) => name !== 'cursor' && value !== undefined)
  const next = new URLSearchParams([
    ...kept.map(([name, value]): [string, string] => [name, String(value)]),
    ['cursor', cursor],
  ])
  return `<${path}?${next}>; rel="next"`
}
