import { expect } from '@assay/kit'

/** A code no other test uses. */
export const makeSku = (random) => `${random.word()}-${random.word()}-${random.int(100_000, 999_999)}`.toUpperCase()

/** Creates a product that must be accepted, and returns it. What is not given is made up. */
export async function createProduct(http, random, fields = {}) {
  const json = { sku: makeSku(random), name: random.words(2), priceCents: random.int(100, 9000), stock: 50, ...fields }
  const response = await http.post('/products', { json })
  expect(response.status).toBe(201)
  return response.json
}

export const orderOf = (customer, ...lines) =>
  ({ customer, lines: lines.map(([product, quantity]) => ({ productId: product.id, quantity })) })

/** Places an order that must be accepted, and returns it. */
export async function createOrder(http, customer, ...lines) {
  const response = await http.post('/orders', { json: orderOf(customer, ...lines) })
  expect(response.status).toBe(201)
  return response.json
}

/** Reads what must be there. */
export async function read(http, path) {
  const response = await http.get(path)
  expect(response.status).toBe(200)
  return response.json
}

export const readStock = async (http, product) => (await read(http, `/products/${product.id}`)).stock

export const statusesOf = (responses) => responses.map((response) => response.status).sort()

/** How often each status was answered: `{ 201: 10, 409: 20 }`. */
export const countStatuses = (responses) => {
  const counts = {}
  for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** One page, whose form must be right. */
export async function readPage(http, path, query = {}) {
  const response = await http.get(`${path}?${new URLSearchParams(query)}`)
  expect(response.status).toBe(200)
  expect(response.json).toEqual({ items: expect.any(Array), next: response.json?.next ?? null })
  return response.json
}

/** Follows `next` from the first page to the last, calling `betweenPages` before each further one. */
export async function readAllPages(http, path, query, betweenPages = async () => {}) {
  const pages = []
  let cursor = null
  do {
    const page = await readPage(http, path, { ...query, ...(cursor === null ? {} : { cursor }) })
    pages.push(page.items)
    cursor = page.next
    if (cursor !== null) await betweenPages(pages.length)
    if (pages.length > 150) throw new Error('150 pages read, and next is still not null')
  } while (cursor !== null)
  return pages
}

/** A request must be refused with this status. The form of errors is left to `expectProblem`: a mistake in it costs those tests only. */
export function expectRefusal(response, status) {
  expect(response.status).toBe(status)
}

/** An error must say what it is, in the form the statement asks for. */
export function expectProblem(response, status) {
  expectRefusal(response, status)
  expect(response.headers['content-type'] ?? '').toMatch(/^application\/problem\+json\b/)
  expect(response.json).toMatchObject({ status, title: expect.stringMatching(/\S/) })
}

/** A 422 must name the fields at fault, and no others. */
export function expectInvalid(response, fields) {
  expectRefusal(response, 422)
  const named = (response.json?.errors ?? []).map((error) => error.field)
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
