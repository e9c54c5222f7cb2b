import { duplicateKey } from './database.js'
import { Problem } from './problem.js'
import { refuse } from './read-fields.js'

const columns = 'id, customer, status, total_cents AS totalCents'

export function createOrderStore({ query, transaction }) {
  return {
    find: async (id) => (await withLines(query, await query(`SELECT ${columns} FROM orders WHERE id = ?`, [id])))[0],

    /** Newest first; `before` is the last id of the page before. */
    async list({ customer, before = 2 ** 31, limit }) {
      const where = customer === undefined ? '' : 'AND customer = ?'
      return withLines(query, await query(`SELECT ${columns} FROM orders WHERE id < ? ${where} ORDER BY id DESC LIMIT ?`, [
        before, ...(customer === undefined ? [] : [customer]), limit,
      ]))
    },

    /** `{ order, isNew }`. The key is written first: whoever comes second with it waits there until the first is done. */
    place: (customer, lines, key) => transaction(async (query) => {
      const id = await insertOrder(query, customer, key)
      if (id === undefined) {
        const [order] = await withLines(query, await query(`SELECT ${columns} FROM orders WHERE idempotency_key = ?`, [key]))
        return { order, isNew: false }
      }
      const priced = await takeFromStock(query, lines)
      const totalCents = priced.reduce((sum, line) => sum + line.quantity * line.priceCents, 0)
      await query('INSERT INTO order_lines (order_id, product_id, quantity, price_cents) VALUES ?', [
        priced.map((line) => [id, line.productId, line.quantity, line.priceCents]),
      ])
      await query('UPDATE orders SET total_cents = ? WHERE id = ?', [totalCents, id])
      return { order: { id, customer, status: 'open', totalCents, lines: priced }, isNew: true }
    }),

    /** Makes an open order `paid` or `cancelled`; whether it was open. */
    close: (id, status) => transaction(async (query) => {
      const { affectedRows } = await query("UPDATE orders SET status = ? WHERE id = ? AND status = 'open'", [status, id])
      if (affectedRows === 1 && status === 'cancelled') {
        await query(
          'UPDATE products p JOIN order_lines l ON l.product_id = p.id SET p.stock = p.stock + l.quantity WHERE l.order_id = ?', [id])
      }
      return affectedRows === 1
    }),

    removeCancelled: async (id) => (await query("DELETE FROM orders WHERE id = ? AND status = 'cancelled'", [id])).affectedRows === 1,
  }
}

/** The new order's id; `undefined` when there is an order with this key. */
async function insertOrder(query, customer, key) {
  try {
    const sql = "INSERT INTO orders (customer, status, total_cents, idempotency_key) VALUES (?, 'open', 0, ?)"
    return (await query(sql, [customer, key])).insertId
  } catch (error) {
    if (error.errno === duplicateKey) return undefined
    throw error
  }
}

/** Locks the products, by ascending id as everybody does, and takes what is ordered. Returns the lines with their prices. */
async function takeFromStock(query, lines) {
  const ids = lines.map(({ productId }) => productId)
  const rows = await query('SELECT id, price_cents AS priceCents, stock FROM products WHERE id IN (?) ORDER BY id FOR UPDATE', [ids])
  if (rows.length < lines.length) refuse([{ field: 'lines', message: 'name a product that does not exist' }])
  const quantities = new Map(lines.map(({ productId, quantity }) => [productId, quantity]))
  const shortages = rows.filter(({ id, stock }) => stock < quantities.get(id)).map(({ id, stock }) => ({ productId: id, available: stock }))
  if (shortages.length > 0) throw new Problem(409, 'Not enough in stock.', { shortages })
  for (const [id, quantity] of quantities) await query('UPDATE products SET stock = stock - ? WHERE id = ?', [quantity, id])
  return rows.map(({ id, priceCents }) => ({ productId: id, quantity: quantities.get(id), priceCents }))
}

/** The orders with the lines of all of them, read at once. */
async function withLines(query, orders) {
  if (orders.length === 0) return []
  const lines = await query(
    `SELECT order_id AS orderId, product_id AS productId, quantity, price_cents AS priceCents
     FROM order_lines WHERE order_id IN (?) ORDER BY order_id, product_id`,
    [orders.map(({ id }) => id)],
  )
  const byOrder = Map.groupBy(lines, ({ orderId }) => orderId)
  return orders.map((order) => ({ ...order, lines: (byOrder.get(order.id) ?? []).map(({ orderId, ...line }) => line) }))
}
