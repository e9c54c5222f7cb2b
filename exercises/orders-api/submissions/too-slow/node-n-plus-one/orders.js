import { query, transaction } from './database.js'
import { invalid, Problem } from './rules.js'

const columns = 'id, customer, status, total_cents AS totalCents'

export async function findOrder(id) {
  const [order] = await withLines(await query(`SELECT ${columns} FROM orders WHERE id = ?`, [id]))
  return order
}

export async function listOrders({ customer, cursor = '2147483647', limit }) {
  if (!/^\d{1,10}$/.test(cursor)) throw new Problem(400, 'cursor is not valid.')
  const where = customer === undefined ? '' : 'AND customer = ?'
  const values = customer === undefined ? [cursor, limit] : [cursor, customer, limit]
  return withLines(await query(`SELECT ${columns} FROM orders WHERE id < ? ${where} ORDER BY id DESC LIMIT ?`, values))
}
listOrders.cursorOf = ({ id }) => String(id)

async function withLines(orders) {
  for (const order of orders) {
    order.lines = await query(
      'SELECT product_id AS productId, quantity, price_cents AS priceCents FROM order_lines WHERE order_id = ? ORDER BY product_id',
      [order.id],
    )
  }
  return orders
}

export async function placeOrder(customer, lines, key) {
  return transaction(async (run) => {
    const { id, isNew } = await insertOrder(run, customer, key)
    if (isNew) await addLines(run, id, lines)
    return { id, isNew }
  })
}

async function insertOrder(run, customer, key) {
  try {
    const { insertId } = await run("INSERT INTO orders (customer, status, idempotency_key) VALUES (?, 'open', ?)", [customer, key])
    return { id: insertId, isNew: true }
  } catch (error) {
    if (error.errno !== 1062) throw error
    const [{ id }] = await run('SELECT id FROM orders WHERE idempotency_key = ?', [key])
    return { id, isNew: false }
  }
}

async function addLines(run, orderId, lines) {
  const ids = lines.map((line) => line.productId)
  const products = await run('SELECT id, price_cents, stock FROM products WHERE id IN (?) ORDER BY id FOR UPDATE', [ids])
  checkStock(products, lines)
  let total = 0
  for (const { id, price_cents: price } of products) {
    const { quantity } = lines.find((line) => line.productId === id)
    total += quantity * price
    await run('UPDATE products SET stock = stock - ? WHERE id = ?', [quantity, id])
    await run('INSERT INTO order_lines (order_id, product_id, quantity, price_cents) VALUES (?, ?, ?, ?)', [orderId, id, quantity, price])
  }
  await run('UPDATE orders SET total_cents = ? WHERE id = ?', [total, orderId])
}

function checkStock(products, lines) {
  if (products.length < lines.length) throw invalid(['lines'])
  const short = products.filter(({ id, stock }) => stock < lines.find((line) => line.productId === id).quantity)
  if (short.length === 0) return
  throw new Problem(409, 'Not enough in stock.', { shortages: short.map(({ id, stock }) => ({ productId: id, available: stock })) })
}

export async function closeOrder(id, status) {
  return transaction(async (run) => {
    const { affectedRows } = await run("UPDATE orders SET status = ? WHERE id = ? AND status = 'open'", [status, id])
    if (affectedRows > 0 && status === 'cancelled') {
      await run('UPDATE products p JOIN order_lines l ON l.product_id = p.id SET p.stock = p.stock + l.quantity WHERE l.order_id = ?', [id])
    }
    return affectedRows > 0
  })
}

export const removeOrder = async (id) =>
  (await query("DELETE FROM orders WHERE id = ? AND status = 'cancelled'", [id])).affectedRows > 0
