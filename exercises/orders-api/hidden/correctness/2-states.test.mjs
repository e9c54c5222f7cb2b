import { test, expect } from '@assay/kit'
import { createOrder, createProduct, expectRefusal, read, readStock } from './order-calls.mjs'

const group = 'Pay, cancel, delete'

test('Paying changes an open order to paid and takes no more stock', {
  id: 'pay-makes-paid', group, points: 2,
  hint: 'Respond with the whole order, its status now "paid".',
}, async ({ http, random }) => {
  const product = await createProduct(http, random)
  const order = await createOrder(http, random.email(), [product, 3])
  const response = await http.post(`/orders/${order.id}/pay`)
  expect(response.status).toBe(200)
  expect(response.json).toEqual({ ...order, status: 'paid' })
  expect(await read(http, `/orders/${order.id}`)).toEqual(response.json)
  expect(await readStock(http, product)).toBe(47)
})

test('Cancelling returns every quantity to the stock', {
  id: 'cancel-gives-back', group, points: 3,
  hint: 'The status and the stock of each line change in one transaction. The order itself stays.',
}, async ({ http, random }) => {
  const [tea, cup] = [await createProduct(http, random), await createProduct(http, random)]
  const order = await createOrder(http, random.email(), [tea, random.int(1, 20)], [cup, random.int(1, 20)])
  const response = await http.post(`/orders/${order.id}/cancel`)
  expect(response.status).toBe(200)
  expect(response.json).toEqual({ ...order, status: 'cancelled' })
  expect([await readStock(http, tea), await readStock(http, cup)]).toEqual([50, 50])
})

test('Only an open order can be paid or cancelled', {
  id: 'only-open-orders-change', group, points: 3,
  hint: 'Put the status into the WHERE clause of the UPDATE, and check how many rows it changed.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random)
  const paid = await createOrder(http, random.email(), [product, 2])
  const cancelled = await createOrder(http, random.email(), [product, 5])
  await http.post(`/orders/${paid.id}/pay`)
  await http.post(`/orders/${cancelled.id}/cancel`)
  for (const { id } of [paid, cancelled]) {
    for (const change of ['pay', 'cancel']) expectRefusal(await http.post(`/orders/${id}/${change}`), 409)
  }
  expect((await read(http, `/orders/${paid.id}`)).status).toBe('paid')
  expect((await read(http, `/orders/${cancelled.id}`)).status).toBe('cancelled')
  expect(await readStock(http, product)).toBe(48)
})

test('A cancelled order can be deleted together with its lines', {
  id: 'delete-cancelled-order', group, points: 3,
  hint: 'ON DELETE CASCADE on the lines. The stock was returned when the order was cancelled; do not return it again.',
}, async ({ http, db, random }) => {
  const product = await createProduct(http, random)
  const order = await createOrder(http, random.email(), [product, 4])
  await http.post(`/orders/${order.id}/cancel`)
  const response = await http.delete(`/orders/${order.id}`)
  expect(response.status).toBe(204)
  expect(response.text).toBe('')
  expectRefusal(await http.get(`/orders/${order.id}`), 404)
  const { rows } = await db.query('SELECT count(*) AS n FROM order_lines WHERE order_id = ?', [order.id])
  expect(rows).toEqual([{ n: 0 }])
  expect(await readStock(http, product)).toBe(50)
})

test('An open or paid order cannot be deleted', {
  id: 'delete-open-order-is-409', group, points: 2,
  hint: 'Only if the order is cancelled; otherwise respond with 409 and do not change it.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random)
  const order = await createOrder(http, random.email(), [product, 1])
  expectRefusal(await http.delete(`/orders/${order.id}`), 409)
  const { json: paid } = await http.post(`/orders/${order.id}/pay`)
  expectRefusal(await http.delete(`/orders/${order.id}`), 409)
  expect(await read(http, `/orders/${order.id}`)).toEqual(paid)
})

test('A product that nobody ordered can be deleted', {
  id: 'delete-product', group, points: 1,
  hint: 'Respond with 204 and no body; a second DELETE does not find it.',
}, async ({ http, random }) => {
  const [kept, gone] = [await createProduct(http, random), await createProduct(http, random)]
  expect((await http.delete(`/products/${gone.id}`)).status).toBe(204)
  expectRefusal(await http.get(`/products/${gone.id}`), 404)
  expectRefusal(await http.delete(`/products/${gone.id}`), 404)
  expect(await read(http, `/products/${kept.id}`)).toEqual(kept)
})

test('A product that is in a line of an order cannot be deleted', {
  id: 'delete-ordered-product-is-409', group, points: 3,
  hint: 'The foreign key refuses it (error 1451): respond with 409, even if the order is cancelled.',
}, async ({ http, random }) => {
  const product = await createProduct(http, random)
  const order = await createOrder(http, random.email(), [product, 1])
  expectRefusal(await http.delete(`/products/${product.id}`), 409)
  await http.post(`/orders/${order.id}/cancel`)
  expectRefusal(await http.delete(`/products/${product.id}`), 409)
  expect((await read(http, `/orders/${order.id}`)).lines).toEqual(order.lines)
  await http.delete(`/orders/${order.id}`)
  expect((await http.delete(`/products/${product.id}`)).status).toBe(204)
})
