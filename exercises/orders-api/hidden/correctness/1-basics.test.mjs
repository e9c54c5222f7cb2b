import { test, expect } from '@assay/kit'
import { createOrder, createProduct, expectRefusal, makeSku, orderOf, read, readStock } from './order-calls.mjs'

const group = 'Products and orders'

test('POST /products returns 201 with the product and its Location', {
  id: 'product-answers-201', group, points: 3,
  hint: 'Respond with status 201, the header Location: /products/<id>, and every field of the statement.',
}, async ({ http, random }) => {
  const sent = { sku: makeSku(random), name: random.words(3), priceCents: random.int(0, 9999), stock: random.int(1, 99) }
  const response = await http.post('/products', { json: sent })
  expect(response.status).toBe(201)
  expect(response.json).toEqual({ id: expect.any(Number), ...sent })
  expect(response.headers.location ?? '').toMatch(new RegExp(`^(https?://[^/]+)?/products/${response.json.id}$`))
  expect(await read(http, `/products/${response.json.id}`)).toEqual(response.json)
})

test('A product without a stock starts at 0, and text is returned as it was sent', {
  id: 'product-is-kept-exactly', group, points: 2,
  hint: 'Use utf8mb4 for the connection and the columns, and do not trim or escape.',
}, async ({ http, random }) => {
  for (const name of [`Grüner Tee ${random.word()}`, `緑茶🍵 ${random.word()}`, ` <b>"${random.word()}"</b> & it's \\ % `]) {
    const product = await createProduct(http, random, { name, stock: undefined })
    expect(await read(http, `/products/${product.id}`)).toMatchObject({ name, stock: 0 })
  }
})

test('PATCH changes name and price, and keeps omitted fields', {
  id: 'patch-keeps-other-fields', group, points: 2,
  hint: 'Write only the columns that the request names. Writing the value that is already there is also a change, not a 404.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random)
  const priceCents = product.priceCents + 1
  const changed = await http.patch(`/products/${product.id}`, { json: { priceCents } })
  expect(changed.status).toBe(200)
  expect(changed.json).toEqual({ ...product, priceCents })
  const name = random.words(3)
  expect((await http.patch(`/products/${product.id}`, { json: { name, priceCents } })).json).toEqual({ ...product, name, priceCents })
  const same = await http.patch(`/products/${product.id}`, { json: { name } })
  expect(same.status).toBe(200)
  expect(await read(http, `/products/${product.id}`)).toEqual({ ...product, name, priceCents })
})

test('A sku that is already taken returns 409', {
  id: 'taken-sku-is-409', group, points: 2,
  hint: 'Make the column unique, and turn the error of the database (1062) into a 409.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random)
  const response = await http.post('/products', { json: { sku: product.sku, name: random.words(2), priceCents: 1 } })
  expectRefusal(response, 409)
  expect(await read(http, `/products/${product.id}`)).toEqual(product)
})

test('restock adds to the stock', {
  id: 'restock-adds', group, points: 2,
  hint: 'Respond with the product as it is after the change.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random)
  const [first, second] = [random.int(1, 500), random.int(1, 500)]
  await http.post(`/products/${product.id}/restock`, { json: { quantity: first } })
  const response = await http.post(`/products/${product.id}/restock`, { json: { quantity: second } })
  expect(response.status).toBe(200)
  expect(response.json).toEqual({ ...product, stock: product.stock + first + second })
})

test('POST /orders returns 201 with the order, and takes from the stock', {
  id: 'order-answers-201', group, points: 4,
  hint: 'Lines by ascending productId, each with the price of the product; totalCents is their sum.',
}, async ({ http, random }) => {
  const [tea, cup] = [await createProduct(http, random), await createProduct(http, random)]
  const [some, more] = [random.int(1, 9), random.int(10, 20)]
  const customer = random.email()
  const response = await http.post('/orders', { json: orderOf(customer, [cup, more], [tea, some]) })
  expect(response.status).toBe(201)
  expect(response.json).toEqual({
    id: expect.any(Number), customer, status: 'open', totalCents: some * tea.priceCents + more * cup.priceCents,
    lines: [
      { productId: tea.id, quantity: some, priceCents: tea.priceCents },
      { productId: cup.id, quantity: more, priceCents: cup.priceCents },
    ],
  })
  expect(response.headers.location ?? '').toMatch(new RegExp(`^(https?://[^/]+)?/orders/${response.json.id}$`))
  expect([await readStock(http, tea), await readStock(http, cup)]).toEqual([50 - some, 50 - more])
  expect(await read(http, `/orders/${response.json.id}`)).toEqual(response.json)
})

test('The last pieces can be ordered, down to a stock of 0', {
  id: 'last-pieces-are-sold', group, points: 1,
  hint: 'Enough is enough: the quantity may be equal to the stock.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random, { stock: random.int(2, 30) })
  await createOrder(http, random.email(), [product, product.stock])
  expect(await readStock(http, product)).toBe(0)
})

test('An order keeps the price at the time of the order', {
  id: 'order-keeps-its-price', group, points: 3,
  hint: 'Copy the price into the line. Reading it from the product later would change what was agreed.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random)
  const order = await createOrder(http, random.email(), [product, 2])
  await http.patch(`/products/${product.id}`, { json: { priceCents: product.priceCents + 500 } })
  expect(await read(http, `/orders/${order.id}`)).toEqual(order)
  const later = await createOrder(http, random.email(), [product, 2])
  expect(later.totalCents).toBe(order.totalCents + 1000)
})
