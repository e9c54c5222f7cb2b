import { duplicateKey, rowIsReferenced } from './database.js'
import { Problem } from './problem.js'

const columns = 'id, sku, name, price_cents AS priceCents, stock'
const columnOf = { name: 'name', priceCents: 'price_cents' }

export function createProductStore({ query }) {
  const find = async (id) => (await query(`SELECT ${columns} FROM products WHERE id = ?`, [id]))[0]

  return {
    find,

    /** `undefined` when the sku is taken. */
    async create({ sku, name, priceCents, stock = 0 }) {
      try {
        const { insertId } = await query('INSERT INTO products (sku, name, price_cents, stock) VALUES (?, ?, ?, ?)', [sku, name, priceCents, stock])
        return { id: insertId, sku, name, priceCents, stock }
      } catch (error) {
        if (error.errno === duplicateKey) return undefined
        throw error
      }
    },

    async change(id, changes) {
      const names = Object.keys(changes)
      const sets = names.map((name) => `${columnOf[name]} = ?`).join(', ')
      if (names.length > 0) await query(`UPDATE products SET ${sets} WHERE id = ?`, [...Object.values(changes), id])
      return find(id)
    },

    async restock(id, quantity) {
      await query('UPDATE products SET stock = stock + ? WHERE id = ?', [quantity, id])
      return find(id)
    },

    async remove(id) {
      try {
        return (await query('DELETE FROM products WHERE id = ?', [id])).affectedRows === 1
      } catch (error) {
        if (error.errno === rowIsReferenced) throw new Problem(409, 'The product was ordered.')
        throw error
      }
    },

    /** By price and id; `after` is the last product of the page before. */
    list({ fromCents, toCents, after = { priceCents: -1, id: 0 }, limit }) {
      return query(
        `SELECT ${columns} FROM products
         WHERE price_cents BETWEEN ? AND ? AND (price_cents > ? OR id > ?)
         ORDER BY price_cents, id LIMIT ?`,
        [Math.max(fromCents, after.priceCents), toCents, after.priceCents, after.id, limit],
      )
    },
  }
}
