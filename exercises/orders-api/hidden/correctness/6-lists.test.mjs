import { test, expect } from '@assay/kit'
import { createOrder, createProduct, makeSku, readAllPages, readPage } from './order-calls.mjs'

const group = 'Lists'
const idsOf = (items) => items.map((item) => item.id)

/** A range of prices that no other test uses: `slot` is the test's own. */
const makePrice = (random, slot) => slot * 1_000_000 + random.int(0, 900_000)

/**
 * Puts products into the table as the import would: `count` rows whose prices repeat, beginning at `fromCents`.
 * Returns their ids in the order of the list.
 */
async function seedProducts(db, random, { count, prices, fromCents }) {
  await db.query(
    `INSERT INTO products (sku, name, price_cents, stock)
     SELECT concat(?, '-', seq), concat('Product ', seq), ? + (seq * 7) % ?, seq % 5 FROM seq_1_to_${count}`,
    [makeSku(random).slice(0, 30), fromCents, prices],
  )
  const select = 'SELECT id FROM products WHERE price_cents BETWEEN ? AND ? ORDER BY price_cents, id'
  return idsOf((await db.query(select, [fromCents, fromCents + prices - 1])).rows)
}

test('A list returns items and next, 20 per page without a limit', {
  id: 'list-has-default-limit', group, points: 2,
  hint: 'Respond with {"items": [...], "next": ...}. Without a limit a page has at most 20 items, however many exist.',
}, async ({ http, db, random }) => {
  await seedProducts(db, random, { count: 25, prices: 3, fromCents: makePrice(random, 1) })
  const page = await readPage(http, '/products')
  expect(page.items).toHaveLength(20)
  expect(page.next).toEqual(expect.any(String))
})

test('Products are complete and sorted by ascending price, then by ascending id', {
  id: 'products-are-in-order', group, points: 2,
  hint: 'ORDER BY price_cents, id. Without the id, rows with the same price come in any order.',
}, async ({ http, random }) => {
  const price = makePrice(random, 2)
  const products = []
  for (const offset of [5, 1, 5, 0, 1]) products.push(await createProduct(http, random, { priceCents: price + offset }))
  const { items, next } = await readPage(http, '/products', { minPriceCents: price, maxPriceCents: price + 5 })
  expect(items).toEqual([products[3], products[1], products[4], products[0], products[2]])
  expect(next).toBe(null)
})

test('minPriceCents and maxPriceCents filter, both ends included', {
  id: 'price-filters-choose', group, points: 2,
  hint: 'The filter belongs in the WHERE clause: filtering a page after it was read makes pages too short.',
}, async ({ http, random }) => {
  const price = makePrice(random, 3)
  const products = []
  for (let i = 0; i < 6; i += 1) products.push(await createProduct(http, random, { priceCents: price + 10 * i }))
  const find = async (query) => (await readAllPages(http, '/products', { limit: 2, ...query })).map(idsOf)
  const ids = idsOf(products)
  expect(await find({ minPriceCents: price + 10, maxPriceCents: price + 40 })).toEqual([[ids[1], ids[2]], [ids[3], ids[4]]])
  expect(await find({ minPriceCents: price + 11, maxPriceCents: price + 39 })).toEqual([[ids[2], ids[3]]])
  expect(await find({ minPriceCents: price + 20, maxPriceCents: price + 20 })).toEqual([[ids[2]]])
  expect(await find({ minPriceCents: price + 40, maxPriceCents: price + 10 })).toEqual([[]])
})

test('Following next through 10,000 products with few prices visits each once', {
  id: 'ten-thousand-are-visited', group, points: 5, timeoutMs: 40_000,
  hint: 'Continue after the last row by price and id together: (price_cents, id) > (?, ?). By price alone, rows with the same price get lost.',
}, async ({ http, db, random }) => {
  const fromCents = makePrice(random, 4)
  const expected = await seedProducts(db, random, { count: 10_000, prices: 40, fromCents })
  expect(expected).toHaveLength(10_000)
  const pages = await readAllPages(http, '/products', { limit: 100, minPriceCents: fromCents, maxPriceCents: fromCents + 39 })
  expect(pages.map((items) => items.length)).toEqual(Array(100).fill(100))
  const visited = idsOf(pages.flat())
  expect(new Set(visited).size).toBe(10_000)
  expect(visited.every((id, i) => id === expected[i])).toBe(true)
})

test('Paging skips and repeats nothing while others add and delete', {
  id: 'paging-is-stable', group, points: 4, show: 'outcome', timeoutMs: 20_000,
  hint: 'With OFFSET, a row deleted from the first page moves all later rows up by one. Remember where you were, by every column that you sort by, and not how many you saw.',
}, async ({ http, db, random }) => {
  const fromCents = makePrice(random, 5)
  const expected = await seedProducts(db, random, { count: 60, prices: 3, fromCents })
  const query = { limit: 10, minPriceCents: fromCents - 50, maxPriceCents: fromCents + 2 }
  const pages = await readAllPages(http, '/products', query, async (pagesRead) => {
    if (pagesRead === 1) await db.query('DELETE FROM products WHERE id IN (?)', [expected.slice(2, 7)])
    if (pagesRead === 3) await seedProducts(db, random, { count: 8, prices: 8, fromCents: fromCents - 50 })
    if (pagesRead === 4) await db.query('DELETE FROM products WHERE id = ?', [expected[39]])
  })
  expect(idsOf(pages.flat())).toEqual(expected)
})

test('Orders come newest first, each with its lines, and are paged like products', {
  id: 'orders-are-newest-first', group, points: 3,
  hint: 'Read the lines of all orders of a page with one statement, and put them together by order_id.',
}, async ({ http, random }) => {
  const [tea, cup] = [await createProduct(http, random), await createProduct(http, random)]
  const customer = random.email()
  const orders = []
  for (let i = 0; i < 7; i += 1) orders.push(await createOrder(http, customer, [tea, 1 + (i % 3)], ...(i % 2 ? [[cup, 2]] : [])))
  const pages = await readAllPages(http, '/orders', { customer, limit: 3 })
  expect(pages.map((items) => items.length)).toEqual([3, 3, 1])
  expect(pages.flat()).toEqual(orders.reverse())
  expect((await readAllPages(http, '/orders', { customer, limit: 7 })).length).toBe(1)
})

test('Customers with similar names are different customers', {
  id: 'customers-are-told-apart', group, points: 2,
  hint: 'The default collation of MariaDB treats a, A and á as equal. Choose another one for this column.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random)
  const name = `${random.word()}${random.int(1000, 9999)}`
  const customers = [`a${name}`, `A${name}`, `á${name}`, `a${name.toUpperCase()}`]
  const orders = []
  for (const customer of customers) orders.push(await createOrder(http, customer, [product, 1]))
  for (const [i, customer] of customers.entries()) {
    expect(await readPage(http, '/orders', { customer })).toEqual({ items: [orders[i]], next: null })
  }
})
