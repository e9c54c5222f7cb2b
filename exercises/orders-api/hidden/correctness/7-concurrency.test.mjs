import { test, expect } from '@assay/kit'
import { countStatuses, createOrder, createProduct, expectRefusal, makeSku, orderOf, read, readPage, readStock } from './order-calls.mjs'

const group = 'Many callers at once'

test('When 30 callers order one of ten pieces, ten get it and none is sold twice', {
  id: 'nothing-is-oversold', group, points: 8, timeoutMs: 30_000,
  hint: 'Another caller can come between reading the stock and writing it. Let the UPDATE itself check whether there is enough, or lock the row first.',
}, async ({ http, together, random }) => {
  for (let round = 0; round < 3; round += 1) {
    const product = await createProduct(http, random, { stock: 10 })
    const customer = random.email()
    const responses = await together(30, () => http.post('/orders', { json: orderOf(customer, [product, 1]) }))
    expect(countStatuses(responses)).toEqual({ 201: 10, 409: 20 })
    expect(await readStock(http, product)).toBe(0)
    expect((await readPage(http, '/orders', { customer, limit: 100 })).items).toHaveLength(10)
  }
})

test('No piece is lost when 25 callers restock at once', {
  id: 'no-piece-is-lost', group, points: 5,
  hint: 'stock = stock + ? in one statement. Reading, adding in your code and writing back loses what others added.',
}, async ({ http, together, random }) => {
  const product = await createProduct(http, random, { stock: 7 })
  const quantities = Array.from({ length: 25 }, () => random.int(1, 90))
  const responses = await together(25, (i) => http.post(`/products/${product.id}/restock`, { json: { quantity: quantities[i] } }))
  expect(countStatuses(responses)).toEqual({ 200: 25 })
  expect(await readStock(http, product)).toBe(quantities.reduce((sum, each) => sum + each, 7))
})

test('Simultaneous orders, cancellations and deliveries leave the right stock', {
  id: 'mixed-changes-add-up', group, points: 4, timeoutMs: 20_000,
  hint: 'Every change of the stock must be relative, in the database: the order, the cancellation and the delivery. Each needs one transaction, on one connection.',
}, async ({ http, together, random }) => {
  const product = await createProduct(http, random, { stock: 100 })
  const orders = []
  for (let i = 0; i < 8; i += 1) orders.push(await createOrder(http, random.email(), [product, 5]))
  const calls = [
    (i) => http.post(`/orders/${orders[i].id}/cancel`),
    () => http.post('/orders', { json: orderOf(random.email(), [product, 2]) }),
    () => http.post(`/products/${product.id}/restock`, { json: { quantity: 3 } }),
  ]
  const responses = await together(24, (i) => calls[i % 3](Math.floor(i / 3)))
  expect(countStatuses(responses)).toEqual({ 200: 16, 201: 8 })
  expect(await readStock(http, product)).toBe(100 - 8 * 2 + 8 * 3)
})

test('Orders that name the same products in different orders do not block each other', {
  id: 'opposite-orders-succeed', group, points: 5, timeoutMs: 30_000,
  hint: 'A deadlock (1213) is not the error of the caller. Lock the products in the same order everywhere, run each transaction on one connection, and retry one that was aborted.',
}, async ({ http, together, random }) => {
  for (let round = 0; round < 2; round += 1) {
    const products = []
    for (let i = 0; i < 3; i += 1) products.push(await createProduct(http, random, { stock: 100 }))
    const [a, b, c] = products
    const orders = [[a, b, c], [c, b, a], [b, a, c], [c, a, b]]
    const responses = await together(20, (i) => {
      const lines = orders[i % 4].map((product) => [product, 1])
      return http.post('/orders', { json: orderOf(random.email(), ...lines) })
    })
    expect(countStatuses(responses)).toEqual({ 201: 20 })
    for (const product of products) expect(await readStock(http, product)).toBe(80)
  }
})

test('When 8 callers cancel an order, one succeeds and the stock is returned once', {
  id: 'cancelled-once', group, points: 4,
  hint: 'UPDATE … WHERE status = \'open\' shows by the number of changed rows whether it was you.',
}, async ({ http, together, random }) => {
  for (let round = 0; round < 2; round += 1) {
    const product = await createProduct(http, random)
    const { id } = await createOrder(http, random.email(), [product, 20])
    const responses = await together(8, () => http.post(`/orders/${id}/cancel`))
    expect(countStatuses(responses)).toEqual({ 200: 1, 409: 7 })
    expect(await readStock(http, product)).toBe(50)
  }
})

test('An order is paid or cancelled, never both', {
  id: 'paid-or-cancelled', group, points: 3,
  hint: 'Both changes need the same condition, in the same statement that changes the status.',
}, async ({ http, together, random }) => {
  for (let round = 0; round < 3; round += 1) {
    const product = await createProduct(http, random)
    const { id } = await createOrder(http, random.email(), [product, 10])
    const changes = ['pay', 'cancel']
    const responses = await together(6, (i) => http.post(`/orders/${id}/${changes[(i + round) % 2]}`))
    expect(countStatuses(responses)).toEqual({ 200: 1, 409: 5 })
    const { status } = await read(http, `/orders/${id}`)
    expect(responses.find((response) => response.status === 200).json.status).toBe(status)
    expect(await readStock(http, product)).toBe(status === 'paid' ? 40 : 50)
  }
})

test('Simultaneous callers with the same Idempotency-Key all get the same order', {
  id: 'same-key-at-once', group, points: 5, timeoutMs: 20_000,
  hint: 'Only a UNIQUE key can decide who was first. All others read the order of the first, even if the stock is gone by then.',
}, async ({ http, together, random }) => {
  for (let round = 0; round < 2; round += 1) {
    const product = await createProduct(http, random, { stock: 3 })
    const request = { json: orderOf(random.email(), [product, 2]), headers: { 'idempotency-key': random.uuid() } }
    const responses = await together(10, () => http.post('/orders', request))
    expect(countStatuses(responses)).toEqual({ 200: 9, 201: 1 })
    expect(new Set(responses.map((response) => response.json.id)).size).toBe(1)
    expect(await readStock(http, product)).toBe(1)
  }
})

test('When 10 callers use the same sku, one creates the product', {
  id: 'same-sku-at-once', group, points: 2,
  hint: 'Checking first whether the sku is taken does not help: all of them check before the first one writes.',
}, async ({ http, together, random }) => {
  const product = { sku: makeSku(random), name: random.words(2), priceCents: 100, stock: 1 }
  const responses = await together(10, () => http.post('/products', { json: product }))
  expect(countStatuses(responses)).toEqual({ 201: 1, 409: 9 })
  for (const response of responses.filter(({ status }) => status !== 201)) expectRefusal(response, 409)
})
