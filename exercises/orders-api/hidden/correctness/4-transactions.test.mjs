import { test, expect } from '@assay/kit'
import { createOrder, createProduct, expectInvalid, expectRefusal, orderOf, read, readPage, readStock } from './order-calls.mjs'

const group = 'All or nothing'

test('An order without enough stock for one product takes nothing from the others', {
  id: 'short-order-takes-nothing', group, points: 5,
  hint: 'Use one transaction for everything that belongs to the order, and ROLLBACK when a line cannot be filled.',
}, async ({ http, random }) => {
  const [first, short, last] = [await createProduct(http, random), await createProduct(http, random, { stock: 3 }), await createProduct(http, random)]
  const customer = random.email()
  for (const lines of [[[first, 5], [short, 4], [last, 5]], [[last, 1], [first, 1], [short, 1000]], [[short, 4], [last, 2]]]) {
    expectRefusal(await http.post('/orders', { json: orderOf(customer, ...lines) }), 409)
  }
  expect([await readStock(http, first), await readStock(http, short), await readStock(http, last)]).toEqual([50, 3, 50])
  expect(await readPage(http, '/orders', { customer })).toEqual({ items: [], next: null })
  await createOrder(http, customer, [first, 5], [short, 3], [last, 5])
})

test('A 409 names every product that is short, and how much of it is available', {
  id: 'shortages-are-named', group, points: 2,
  hint: 'Do not stop at the first line that is short.',
}, async ({ http, random }) => {
  const stocks = [random.int(1, 5), 50, 0]
  const products = []
  for (const stock of stocks) products.push(await createProduct(http, random, { stock }))
  const response = await http.post('/orders', { json: orderOf(random.email(), ...products.map((product) => [product, 6])) })
  expectRefusal(response, 409)
  const named = [...(response.json.shortages ?? [])].sort((a, b) => a.productId - b.productId)
  expect(named).toEqual([{ productId: products[0].id, available: stocks[0] }, { productId: products[2].id, available: 0 }])
})

test('A line with a product that does not exist returns 422, and takes nothing from the others', {
  id: 'unknown-product-takes-nothing', group, points: 3,
  hint: 'The database notices only when it reaches that line: roll back what was done for the lines before it.',
}, async ({ http, random }) => {
  const [product, gone] = [await createProduct(http, random), await createProduct(http, random)]
  await http.delete(`/products/${gone.id}`)
  const customer = random.email()
  for (const missing of [gone, { id: 2_000_000_000 }]) {
    expectInvalid(await http.post('/orders', { json: orderOf(customer, [product, 5], [missing, 1]) }), ['lines'])
    expectInvalid(await http.post('/orders', { json: orderOf(customer, [missing, 1], [product, 5]) }), ['lines'])
  }
  expect(await readStock(http, product)).toBe(50)
  expect((await readPage(http, '/orders', { customer })).items).toEqual([])
})

test('A second request with the same Idempotency-Key gets the first one\'s order', {
  id: 'key-repeats-nothing', group, points: 4,
  hint: 'Store the key with the order, unique. Respond with 201 the first time and 200 afterwards, with the order as it is now.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random, { stock: 5 })
  const send = (key) => http.post('/orders', { json: orderOf(random.email(), [product, 3]), headers: { 'idempotency-key': key } })
  const key = random.uuid()
  const first = await send(key)
  expect(first.status).toBe(201)
  const second = await send(key)
  expect(second.status).toBe(200)
  expect(second.json).toEqual(first.json)
  expect(await readStock(http, product)).toBe(2)
  await http.post(`/orders/${first.json.id}/cancel`)
  expect((await send(key)).json).toEqual({ ...first.json, status: 'cancelled' })
  const other = await send(random.uuid())
  expect(other.status).toBe(201)
  expect(other.json.id).not.toBe(first.json.id)
  expect(await readStock(http, product)).toBe(2)
})

test('A refused order does not use up its Idempotency-Key', {
  id: 'refused-order-keeps-key-free', group, points: 2,
  hint: 'Write the key in the same transaction as the order, so that both are saved or neither.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random, { stock: 1 })
  const headers = { 'idempotency-key': random.uuid() }
  const send = () => http.post('/orders', { json: orderOf(random.email(), [product, 2]), headers })
  expectRefusal(await send(), 409)
  await http.post(`/products/${product.id}/restock`, { json: { quantity: 1 } })
  const order = await send()
  expect(order.status).toBe(201)
  expect(await read(http, `/orders/${order.json.id}`)).toEqual(order.json)
  const tooLong = await http.post('/orders', { json: orderOf(random.email(), [product, 1]), headers: { 'idempotency-key': 'k'.repeat(101) } })
  expectRefusal(tooLong, 400)
})
