import { setTimeout as sleep } from 'node:timers/promises'
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
  if (orders.length === 0) return []
  const lines = await query('SELECT * FROM order_lines WHERE order_id IN (?) ORDER BY product_id', [orders.map((order) => order.id)])
  return orders.map((order) => ({
    ...order,
    lines: lines
      .filter((line) => line.order_id === order.id)
      .map((line) => ({ productId: line.product_id, quantity: line.quantity, priceCents: line.price_cents })),
  }))
}

export async function placeOrder(customer, lines, key) {
  const { id, isNew } = await insertOrder(customer, key)
  if (!isNew) return { id, isNew }
  try {
    await addLines(id, lines)
    return { id, isNew }
  } catch (error) {
    await query('DELETE FROM orders WHERE id = ?', [id])
    throw error
  }
}

async function insertOrder(customer, key) {
  try {
    const { insertId } = await query("INSERT INTO orders (customer, status, idempotency_key) VALUES (?, 'open', ?)", [customer, key])
    return { id: insertId, isNew: true }
  } catch (error) {
    if (error.errno !== 1062) throw error
    const [{ id }] = await query('SELECT id FROM orders WHERE idempotency_key = ?', [key])
    return { id, isNew: false }
  }
}

async function addLines(orderId, lines) {
  const shortages = []
  let total = 0
  for (const { productId, quantity } of lines) {
    const [product] = await query('SELECT price_cents, stock FROM products WHERE id = ?', [productId])
    if (!product) throw invalid(['lines'])
    const { affectedRows } = await query('UPDATE products SET stock = stock - ? WHERE id = ? AND stock >= ?', [quantity, productId, quantity])
    if (affectedRows === 0) shortages.push({ productId, available: product.stock })
    else await query('INSERT INTO order_lines VALUES (?, ?, ?, ?)', [orderId, productId, quantity, product.price_cents])
    total += quantity * product.price_cents
    if (lines.length > 1) await sleep(50) // The gap is there without it too; with it, every run of the tests finds it.
  }
  if (shortages.length > 0) throw new Problem(409, 'Not enough in stock.', { shortages })
  await query('UPDATE orders SET total_cents = ? WHERE id = ?', [total, orderId])
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
