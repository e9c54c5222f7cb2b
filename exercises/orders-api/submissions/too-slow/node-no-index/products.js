import { query } from './database.js'
import { Problem } from './rules.js'

const columns = 'id, sku, name, price_cents AS priceCents, stock'
const columnOf = { name: 'name', priceCents: 'price_cents' }

export async function findProduct(id) {
  const [product] = await query(`SELECT ${columns} FROM products WHERE id = ?`, [id])
  return product
}

export async function createProduct({ sku, name, priceCents, stock = 0 }) {
  try {
    const { insertId } = await query('INSERT INTO products (sku, name, price_cents, stock) VALUES (?, ?, ?, ?)', [sku, name, priceCents, stock])
    return { id: insertId, sku, name, priceCents, stock }
  } catch (error) {
    throw error.errno === 1062 ? new Problem(409, 'The sku is taken.') : error
  }
}

export async function changeProduct(id, changes) {
  for (const [name, value] of Object.entries(changes)) await query(`UPDATE products SET ${columnOf[name]} = ? WHERE id = ?`, [value, id])
  return findProduct(id)
}

export async function restock(id, quantity) {
  await query('UPDATE products SET stock = stock + ? WHERE id = ?', [quantity, id])
  return findProduct(id)
}

export async function removeProduct(id) {
  try {
    return (await query('DELETE FROM products WHERE id = ?', [id])).affectedRows > 0
  } catch (error) {
    throw error.errno === 1451 ? new Problem(409, 'The product was ordered.') : error
  }
}

export async function listProducts({ from, to, cursor = '0.0', limit }) {
  if (!/^\d{1,9}\.\d{1,10}$/.test(cursor)) throw new Problem(400, 'cursor is not valid.')
  const [price, id] = cursor.split('.').map(Number)
  return query(
    `SELECT ${columns} FROM products
     WHERE price_cents BETWEEN ? AND ? AND (price_cents > ? OR (price_cents = ? AND id > ?)) ORDER BY price_cents, id LIMIT ?`,
    [from, to, price, price, id, limit],
  )
}
listProducts.cursorOf = ({ priceCents, id }) => `${priceCents}.${id}`
