import { readParameter } from './fields.js'

/** One page of a list, and how many there are. */
export function cutPage(items, query) {
  const page = readParameter(query, 'page', { min: 1, max: 100_000 }, 1)
  const perPage = readParameter(query, 'perPage', { min: 1, max: 100_000 }, 10)
  const start = (page - 1) * perPage
  return { items: items.slice(start, start + perPage), page, pages: Math.ceil(items.length / perPage), total: items.length }
}
