import { expect } from '@assay/kit'

/** Creates a to-do that must be accepted, and returns it. */
export async function createTodo(http, fields) {
  const response = await http.post('/todos', { json: fields })
  expect(response.status).toBe(201)
  return response.json
}

/** Reads a to-do that must be there. */
export async function readTodo(http, id) {
  const response = await http.get(`/todos/${id}`)
  expect(response.status).toBe(200)
  return response.json
}

/** Follows `next` from the first page to the last, calling `betweenPages` before each further one. */
export async function readAllPages(http, query = {}, betweenPages = async () => {}) {
  const pages = []
  let cursor = null
  do {
    const page = await readPage(http, { ...query, ...(cursor === null ? {} : { cursor }) })
    pages.push(page.items)
    cursor = page.next
    if (cursor !== null) await betweenPages(pages.length)
    if (pages.length > 400) throw new Error('400 pages read, and next is still not null')
  } while (cursor !== null)
  return pages
}

/** One page, whose form must be right. */
export async function readPage(http, query = {}) {
  const response = await http.get(`/todos?${new URLSearchParams(query)}`)
  expect(response.status).toBe(200)
  expect(response.json).toEqual({ items: expect.any(Array), next: response.json?.next ?? null })
  return response.json
}

/** An error must say what it is, in the form the statement asks for. */
export function expectProblem(response, status) {
  expect(response.status).toBe(status)
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json\b/)
  expect(response.json).toMatchObject({ status, title: expect.stringMatching(/\S/) })
}

/** A 422 must name the fields at fault, and no others. */
export function expectInvalid(response, fields) {
  expectProblem(response, 422)
  const named = (response.json.errors ?? []).map((error) => error.field)
  expect([...new Set(named)].sort()).toEqual([...fields].sort())
}

/** Asks again until `isDone` or the time is over. Returns the last response; a connection refused to the end is thrown. */
export async function askUntil(ask, isDone, timeoutMs = 10_000) {
  const end = performance.now() + timeoutMs
  for (;;) {
    const response = await ask().catch((error) => ({ status: 0, error }))
    if (isDone(response)) return response
    if (performance.now() > end) {
      if (response.error) throw response.error
      return response
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
