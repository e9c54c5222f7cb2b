import { test, expect } from '@assay/kit'
import { askUntil, createOrder, createProduct, expectRefusal, orderOf, read } from './order-calls.mjs'

const group = 'Restarts and a missing database'
const isOk = (response) => response.status === 200
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** While the database is away: 503 in time. Afterwards: as if nothing had happened. */
async function expectAwayThenBack({ http, random }, leave, comeBack) {
  const product = await createProduct(http, random)
  const order = await createOrder(http, random.email(), [product, 1])
  await leave()
  try {
    const responses = await Promise.all([
      http.get('/health'), http.get(`/orders/${order.id}`), http.post('/orders', { json: orderOf(random.email(), [product, 1]) }),
    ])
    for (const response of responses) {
      expectRefusal(response, 503)
      expect(response.headers['retry-after'] ?? '').toMatch(/^\d+$/)
      expect(Math.round(response.ms)).toBeLessThan(4000)
    }
  } finally {
    await comeBack()
  }
  expect((await askUntil(() => http.get(`/orders/${order.id}`), isOk)).json).toEqual(order)
  expect((await askUntil(() => http.get('/health'), isOk)).json).toEqual({ status: 'ok' })
  const again = await askUntil(() => http.post('/orders', { json: orderOf(random.email(), [product, 1]) }), ({ status }) => status === 201)
  expect(again.status).toBe(201)
}

/** Five callers order without end until `disturb` is over; returns the orders that were accepted. */
async function orderWhile(http, random, products, disturb) {
  const accepted = []
  const other = new Set()
  let isOver = false
  const order = orderOf(random.email(), ...products.map((product) => [product, 1]))
  const callers = Array.from({ length: 5 }, async () => {
    while (!isOver) {
      const response = await http.post('/orders', { json: order }).catch(() => undefined)
      if (response?.status === 201) accepted.push(response.json)
      else if (response) other.add(response.status)
      if (response?.status !== 201) await pause(50)
    }
  })
  try {
    for (const end = performance.now() + 5000; accepted.length < 10 && performance.now() < end; ) await pause(10)
    expect(accepted.length).toBeGreaterThanOrEqual(10)
    await disturb()
  } finally {
    isOver = true
    await Promise.all(callers)
  }
  other.delete(503)
  expect([...other]).toEqual([])
  return accepted
}

/** Whatever was cut off: no order by half, none that was accepted is missing, and the stock fits the lines. */
async function expectWhole(db, products, accepted) {
  for (const { id, stock } of products) {
    const { rows } = await db.query(
      `SELECT stock + (SELECT coalesce(sum(quantity), 0) FROM order_lines WHERE product_id = p.id) AS pieces FROM products p WHERE id = ?`, [id])
    expect(rows).toEqual([{ pieces: stock }])
  }
  const { rows: halves } = await db.query(
    `SELECT o.id FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id WHERE o.customer = ?
     GROUP BY o.id, o.total_cents HAVING count(l.product_id) <> ? OR o.total_cents <> sum(l.quantity * l.price_cents)`,
    [accepted[0].customer, products.length],
  )
  expect(halves).toEqual([])
  const { rows } = await db.query('SELECT id FROM orders WHERE customer = ?', [accepted[0].customer])
  const stored = new Set(rows.map(({ id }) => id))
  expect(accepted.filter(({ id }) => !stored.has(id))).toEqual([])
}

async function createStocked(http, random) {
  const products = []
  for (let i = 0; i < 3; i += 1) products.push(await createProduct(http, random, { stock: 1_000_000 }))
  return products
}

test('GET /health returns 200 while the database responds', {
  id: 'health-is-ok', group, points: 1,
  hint: 'Send the database a small query, such as SELECT 1.',
}, async ({ http, random }) => {
  await createProduct(http, random)
  const response = await http.get('/health')
  expect(response.status).toBe(200)
  expect(response.json).toEqual({ status: 'ok' })
})

test('Products and orders are still there after a restart, and ids continue', {
  id: 'survives-restart', group, points: 5,
  hint: 'Create tables IF NOT EXISTS, and do not empty them when you start.',
}, async ({ http, subject, random }) => {
  const product = await createProduct(http, random)
  const order = await createOrder(http, random.email(), [product, 3])
  const key = { 'idempotency-key': random.uuid() }
  const keyed = await http.post('/orders', { json: orderOf(random.email(), [product, 1]), headers: key })
  await subject.restart()
  expect(await read(http, `/orders/${order.id}`)).toEqual(order)
  expect((await read(http, `/products/${product.id}`)).stock).toBe(46)
  const again = await http.post('/orders', { json: orderOf(random.email(), [product, 1]), headers: key })
  expect(again.json).toEqual(keyed.json)
  expect((await createOrder(http, random.email(), [product, 1])).id).toBeGreaterThan(order.id)
})

test('When your service is killed while orders come in, each order is complete or absent', {
  id: 'killed-in-the-middle', group, points: 4, timeoutMs: 20_000,
  hint: 'Respond only after COMMIT, and change nothing outside the transaction.',
}, async ({ http, db, subject, random }) => {
  const products = await createStocked(http, random)
  const accepted = await orderWhile(http, random, products, () => subject.kill())
  await expectWhole(db, products, accepted)
})

test('When the database is killed while orders come in, each order is complete or absent', {
  id: 'database-killed-in-the-middle', group, points: 4, timeoutMs: 30_000,
  hint: 'A broken connection ends its transaction: respond with 503, and do not continue with the other half on a new connection.',
}, async ({ http, db, services, random }) => {
  const products = await createStocked(http, random)
  const accepted = await orderWhile(http, random, products, async () => {
    await services.mariadb.stop()
    await services.mariadb.start()
    const back = await askUntil(() => http.get('/health'), isOk)
    expect(back.status).toBe(200)
  })
  await expectWhole(db, products, accepted)
})

test('While the database is stopped the response is 503, and everything works when it is back', {
  id: 'database-stopped', group, points: 5, timeoutMs: 30_000,
  hint: 'Connections in the pool break. Handle their errors, respond with 503 and Retry-After, and reconnect later.',
}, ({ services, ...fixtures }) =>
  expectAwayThenBack(fixtures, () => services.mariadb.stop(), () => services.mariadb.start()))

test('While the database does not respond, the response is 503 within 3 seconds, and everything works afterwards', {
  id: 'database-frozen', group, points: 5, timeoutMs: 30_000,
  hint: 'Set your own time limit for a query, a connection, and the wait for a free one: a frozen server will never tell you. Limits that follow each other add up.',
}, ({ services, ...fixtures }) =>
  expectAwayThenBack(fixtures, () => services.mariadb.pause(), () => services.mariadb.resume()))
