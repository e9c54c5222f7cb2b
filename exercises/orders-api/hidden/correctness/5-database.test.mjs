import { test, expect } from '@assay/kit'
import { createOrder, createProduct, makeSku, read, readPage } from './order-calls.mjs'

const group = 'Rules of the database itself'

/** What MariaDB says of a rule that does not hold, of a value out of range and of one that an ENUM does not have. */
const isRule = (sqlState) => /^(23000|22003|22007|01000)$/.test(sqlState ?? '')

/** The database must refuse each of these statements, whoever sends them. */
async function expectRefused(db, statements) {
  for (const [sql, params] of statements) {
    const outcome = await db.query(sql, params).then(
      () => `accepted: ${sql}`,
      (error) => (isRule(error.sqlState) ? 'refused' : error.message),
    )
    expect(outcome).toBe('refused')
  }
}

test('Products and orders are in the tables of the statement', {
  id: 'tables-are-as-prescribed', group, points: 3,
  hint: 'Use the table and column names of the statement, and store nothing anywhere else.',
}, async ({ http, db, random }) => {
  const product = await createProduct(http, random)
  const { id, customer, totalCents } = await createOrder(http, random.email(), [product, 2])
  const { rows: products } = await db.query('SELECT sku, name, price_cents, stock FROM products WHERE id = ?', [product.id])
  expect(products).toEqual([{ sku: product.sku, name: product.name, price_cents: product.priceCents, stock: 48 }])
  const { rows: orders } = await db.query('SELECT customer, status, total_cents FROM orders WHERE id = ?', [id])
  expect(orders).toEqual([{ customer, status: 'open', total_cents: totalCents }])
  const { rows: lines } = await db.query('SELECT product_id, quantity, price_cents FROM order_lines WHERE order_id = ?', [id])
  expect(lines).toEqual([{ product_id: product.id, quantity: 2, price_cents: product.priceCents }])
})

test('The database refuses a second product with the same sku', {
  id: 'database-keeps-sku-unique', group, points: 2,
  hint: 'Add a UNIQUE key. Checking first whether the sku is taken is not enough: the import does not check.',
}, async ({ http, db, random }) => {
  const { sku, id } = await createProduct(http, random)
  const other = await createProduct(http, random)
  await expectRefused(db, [
    ['INSERT INTO products (sku, name, price_cents, stock) VALUES (?, ?, 1, 1)', [sku, random.word()]],
    ['UPDATE products SET sku = ? WHERE id = ?', [sku, other.id]],
  ])
  expect((await read(http, `/products/${id}`)).sku).toBe(sku)
})

test('The database refuses lines of orders or products that do not exist', {
  id: 'database-keeps-foreign-keys', group, points: 4,
  hint: 'Two FOREIGN KEYs on order_lines. A column that is only named like a key is not one.',
}, async ({ http, db, random }) => {
  const product = await createProduct(http, random)
  const order = await createOrder(http, random.email(), [product, 1])
  const insert = 'INSERT INTO order_lines (order_id, product_id, quantity, price_cents) VALUES (?, ?, 1, 1)'
  await expectRefused(db, [
    [insert, [order.id, 2_000_000_000]],
    [insert, [2_000_000_000, product.id]],
    ['UPDATE order_lines SET product_id = 2000000000 WHERE order_id = ?', [order.id]],
    ['DELETE FROM products WHERE id = ?', [product.id]],
  ])
  expect(await read(http, `/orders/${order.id}`)).toEqual(order)
})

test('When someone deletes an order in the database, its lines are deleted too', {
  id: 'database-deletes-lines', group, points: 2,
  hint: 'ON DELETE CASCADE from the order to its lines, but not from the product.',
}, async ({ http, db, random }) => {
  const product = await createProduct(http, random)
  const order = await createOrder(http, random.email(), [product, 1])
  await db.query('DELETE FROM orders WHERE id = ?', [order.id])
  expect((await db.query('SELECT count(*) AS n FROM order_lines WHERE order_id = ?', [order.id])).rows).toEqual([{ n: 0 }])
  expect((await http.get(`/orders/${order.id}`)).status).toBe(404)
})

test('The database refuses a stock below 0, a quantity below 1 and an unknown status', {
  id: 'database-keeps-bounds', group, points: 3,
  hint: 'Use CHECK constraints; an unsigned column and an ENUM also work.',
}, async ({ http, db, random }) => {
  const product = await createProduct(http, random)
  const order = await createOrder(http, random.email(), [product, 1])
  try {
    await expectRefused(db, [
      ['UPDATE products SET stock = -1 WHERE id = ?', [product.id]],
      ['UPDATE products SET stock = stock - 51 WHERE id = ?', [product.id]],
      ['UPDATE order_lines SET quantity = 0 WHERE order_id = ?', [order.id]],
      ['UPDATE order_lines SET quantity = -1 WHERE order_id = ?', [order.id]],
      ['UPDATE orders SET status = ? WHERE id = ?', [random.word(), order.id]],
    ])
  } finally {
    // What was accepted must not show in the answers that later tests look at.
    await db.query('UPDATE products SET stock = 49 WHERE id = ?', [product.id])
    await db.query('UPDATE order_lines SET quantity = 1 WHERE order_id = ?', [order.id])
    await db.query("UPDATE orders SET status = 'open' WHERE id = ?", [order.id])
  }
  expect((await read(http, `/products/${product.id}`)).stock).toBe(49)
  expect(await read(http, `/orders/${order.id}`)).toEqual(order)
})

test('What others write to the tables is visible immediately', {
  id: 'others-are-seen', group, points: 3,
  hint: 'Query the database each time. What you keep in memory is outdated as soon as someone else writes.',
}, async ({ http, db, random }) => {
  const product = await createProduct(http, random)
  await read(http, `/products/${product.id}`)
  await db.query('UPDATE products SET stock = 2, price_cents = 77 WHERE id = ?', [product.id])
  expect(await read(http, `/products/${product.id}`)).toEqual({ ...product, stock: 2, priceCents: 77 })
  const customer = random.email()
  expect((await createOrder(http, customer, [product, 2])).totalCents).toBe(154)
  const sku = makeSku(random)
  await db.query('INSERT INTO products (sku, name, price_cents, stock) VALUES (?, ?, 5, 9)', [sku, random.word()])
  await db.query("INSERT INTO orders (customer, status, total_cents) VALUES (?, 'paid', 10)", [customer])
  await db.query(
    `INSERT INTO order_lines (order_id, product_id, quantity, price_cents)
     SELECT max(o.id), max(p.id), 2, 5 FROM orders o, products p WHERE o.customer = ? AND p.sku = ?`,
    [customer, sku],
  )
  const { items } = await readPage(http, '/orders', { customer })
  expect(items.map(({ status, totalCents }) => [status, totalCents])).toEqual([['paid', 10], ['open', 154]])
  expect(await read(http, `/products/${items[0].lines[0].productId}`)).toMatchObject({ sku, stock: 9 })
})
