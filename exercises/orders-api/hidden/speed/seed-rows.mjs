const ordersPerCustomer = 25
const linesPerOrder = 3
const products = 60

/** A text no other seeding uses: what has it belongs to the scenario that made it. */
const makeMark = (random) => `${random.word()}-${random.word()}-${random.int(100_000, 999_999)}`

/** Rows `from` to `to` as the sequence engine of MariaDB names them. */
const sequence = (from, to) => `seq_${from + 1}_to_${to}`

/** Adds products of differing prices with plenty in stock; returns `{ mark, ids }` of all that it ever added. */
export async function seedProducts({ db, random, from, to, data }) {
  const mark = data?.mark ?? makeMark(random)
  await db.query(
    `INSERT INTO products (sku, name, price_cents, stock)
     SELECT concat(?, '-', seq), concat('Product ', seq), 100 + (seq * 7919) % 90000, 1000000 FROM ${sequence(from, to)}`,
    [mark.toUpperCase().slice(0, 30)],
  )
  const { rows } = await db.query('SELECT id, price_cents AS priceCents FROM products WHERE sku LIKE ?', [`${mark.toUpperCase().slice(0, 30)}-%`])
  return { mark, products: rows }
}

/** Adds orders of three lines, 25 to a customer; returns `{ mark, customers }`. */
export async function seedOrders({ db, random, from, to, data }) {
  const { mark, products: stocked } = data ?? (await seedProducts({ db, random, from: 0, to: products }))
  const ids = stocked.map(({ id }) => id).sort((a, b) => a - b)
  const { rows: [{ last }] } = await db.query('SELECT coalesce(max(id), 0) AS last FROM orders')
  await db.query(
    `INSERT INTO orders (customer, status, total_cents)
     SELECT concat(?, '-', (seq - 1) DIV ${ordersPerCustomer}), 'open', ${linesPerOrder} * 500 FROM ${sequence(from, to)}`,
    [mark],
  )
  for (let line = 0; line < linesPerOrder; line += 1) {
    await db.query(
      `INSERT INTO order_lines (order_id, product_id, quantity, price_cents)
       SELECT o.id, p.id, 1, 500 FROM orders o JOIN products p ON p.id = ? + o.id % ? WHERE o.id > ?`,
      [ids[line * 20], 20, last],
    )
  }
  return { mark, products: stocked, customers: Math.floor(to / ordersPerCustomer) }
}
