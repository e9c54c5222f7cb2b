import { test, expect } from '@assay/kit'
import { createOrder, createProduct, expectInvalid, expectProblem, makeSku, orderOf, read, readPage, readStock } from './order-calls.mjs'

const group = 'Client errors'

test('What does not exist returns 404, even for an id that is not a possible one', {
  id: 'unknown-is-404', group, points: 3,
  hint: 'Check the id before the database sees it: MariaDB treats "12abc" as 12.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random)
  const order = await createOrder(http, random.email(), [product, 1])
  for (const bad of ['2147483000', 'abc', '0', '-1', `${product.id}abc`, `${product.id}.5`, '99999999999999999999']) {
    expectProblem(await http.get(`/products/${bad}`), 404)
    expectProblem(await http.post(`/products/${bad}/restock`, { json: { quantity: 1 } }), 404)
  }
  for (const bad of ['2147483000', 'abc', `${order.id}abc`, '99999999999999999999']) {
    expectProblem(await http.get(`/orders/${bad}`), 404)
    for (const change of ['pay', 'cancel']) expectProblem(await http.post(`/orders/${bad}/${change}`), 404)
    expectProblem(await http.delete(`/orders/${bad}`), 404)
  }
  expectProblem(await http.patch('/products/2147483000', { json: { name: random.word() } }), 404)
  expectProblem(await http.get(`/${random.word()}-${random.int(1000, 9999)}`), 404)
  expect(await read(http, `/orders/${order.id}`)).toEqual(order)
})

test('A method that a path does not support returns 405 and Allow', {
  id: 'unknown-method-is-405', group, points: 1,
  hint: 'The Allow header lists the methods that the path supports.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random)
  const onList = await http.delete('/orders')
  expectProblem(onList, 405)
  for (const method of ['GET', 'POST']) expect(onList.headers.allow ?? '').toContain(method)
  const onOne = await http.put(`/products/${product.id}`, { json: product })
  expectProblem(onOne, 405)
  for (const method of ['GET', 'PATCH', 'DELETE']) expect(onOne.headers.allow ?? '').toContain(method)
})

test('A body that is not JSON returns 400, one of another type 415', {
  id: 'unreadable-body', group, points: 2,
  hint: 'Your framework throws while it parses the body. Catch that, and check the Content-Type first.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random)
  const headers = { 'content-type': 'application/json' }
  for (const body of ['{', '{"customer": "a"', 'customer=a']) expectProblem(await http.post('/orders', { body, headers }), 400)
  const body = JSON.stringify(orderOf(random.email(), [product, 1]))
  expectProblem(await http.post('/orders', { body, headers: { 'content-type': 'text/plain' } }), 415)
  const ordered = await http.post('/orders', { body, headers: { 'content-type': 'application/json; charset=utf-8' } })
  expect(ordered.status).toBe(201)
})

test('The fields of a product are checked, and every invalid one is named', {
  id: 'product-is-checked', group, points: 3,
  hint: 'Go through the table in the statement. "5", 1.5, true and null are not integers; unknown fields are refused.',
}, async ({ http, random }) => {
  const right = { sku: makeSku(random), name: random.words(2), priceCents: 5, stock: 1 }
  const wrong = {
    sku: [undefined, '', 'tea', 'A B', 'X'.repeat(41), 7], name: [undefined, '', '  ', 'x'.repeat(201), null],
    priceCents: [undefined, -1, 1.5, '5', 10_000_001, true], stock: [-1, 0.5, '1', null, 1_000_001],
  }
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) expectInvalid(await http.post('/products', { json: { ...right, [field]: value } }), [field])
  }
  expectInvalid(await http.post('/products', { json: { ...right, id: 1 } }), ['id'])
  expectInvalid(await http.post('/products', { json: { sku: '', priceCents: -1, colour: 'red' } }), ['sku', 'name', 'priceCents', 'colour'])
  for (const body of ['[]', 'null', '"tea"']) {
    expectInvalid(await http.post('/products', { body, headers: { 'content-type': 'application/json' } }), [''])
  }
  const product = await createProduct(http, random, right)
  expectInvalid(await http.patch(`/products/${product.id}`, { json: { name: random.word(), stock: 5 } }), ['stock'])
  for (const quantity of [0, -1, 1001, 1.5, '1', undefined]) {
    expectInvalid(await http.post(`/products/${product.id}/restock`, { json: { quantity } }), ['quantity'])
  }
  expect(await read(http, `/products/${product.id}`)).toEqual(product)
})

test('The fields of an order are checked, and nothing is taken from the stock', {
  id: 'order-is-checked', group, points: 3,
  hint: 'lines is a list of 1 to 20 objects with productId and quantity only, each product once.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random)
  const line = { productId: product.id, quantity: 1 }
  const customer = random.email()
  for (const bad of [undefined, '', ' ', 5, null, 'x'.repeat(101)]) {
    expectInvalid(await http.post('/orders', { json: { customer: bad, lines: [line] } }), ['customer'])
  }
  const wrongLines = [
    undefined, null, {}, [], [null], [[]], [{ productId: product.id }], [{ quantity: 1 }], [{ ...line, quantity: 0 }], [{ ...line, quantity: -2 }],
    [{ ...line, quantity: 1.5 }], [{ ...line, quantity: '1' }], [{ ...line, quantity: 1001 }], [{ ...line, productId: String(product.id) }],
    [{ ...line, priceCents: 0 }], [line, line], Array.from({ length: 21 }, (_, i) => ({ ...line, productId: product.id + i })),
  ]
  for (const lines of wrongLines) expectInvalid(await http.post('/orders', { json: { customer, lines } }), ['lines'])
  expectInvalid(await http.post('/orders', { json: { customer: '', lines: [], status: 'paid' } }), ['customer', 'lines', 'status'])
  expect(await readStock(http, product)).toBe(50)
})

test('A query parameter that is not valid returns 400', {
  id: 'bad-query-is-400', group, points: 2,
  hint: 'limit is an integer from 1 to 100, prices are integers from 0, and a cursor is one that you issued.',
}, async ({ http, random }) => {
  await createOrder(http, random.email(), [await createProduct(http, random), 1])
  for (const path of ['/products', '/orders']) {
    for (const query of ['limit=0', 'limit=101', 'limit=abc', 'limit=1.5', 'limit=', 'limit=5x', 'cursor=!', 'cursor=abc', 'cursor=1%27%20OR%201']) {
      expectProblem(await http.get(`${path}?${query}`), 400)
    }
  }
  for (const query of ['minPriceCents=-1', 'minPriceCents=abc', 'maxPriceCents=1.5', 'maxPriceCents=']) {
    expectProblem(await http.get(`/products?${query}`), 400)
  }
  expect((await readPage(http, '/products', { limit: 1 })).items).toHaveLength(1)
})

test('SQL in a name, a customer or a filter is only text', {
  id: 'sql-is-only-text', group, points: 3,
  hint: 'Never put a value into the text of a statement: pass it as a parameter.',
}, async ({ http, random }) => {
  const witness = await createProduct(http, random)
  const mark = random.uuid().slice(0, 8)
  for (const sql of ["'; DROP TABLE order_lines; -- ", "' OR '1'='1", "', 0, 0); -- ", '" OR ""="', '\\', '\\\' OR 1=1 -- ', '? %s :name']) {
    const customer = `${mark} ${sql}`
    const product = await createProduct(http, random, { name: `${random.word()} ${sql}` })
    const changed = await http.patch(`/products/${product.id}`, { json: { name: customer } })
    expect(changed.status).toBe(200)
    expect((await read(http, `/products/${product.id}`)).name).toBe(customer)
    const order = await createOrder(http, customer, [product, 1])
    expect((await readPage(http, '/orders', { customer })).items).toEqual([order])
  }
  expect(await readPage(http, '/orders', { customer: `${mark}' OR '1'='1` })).toEqual({ items: [], next: null })
  expect(await read(http, `/products/${witness.id}`)).toEqual(witness)
})
