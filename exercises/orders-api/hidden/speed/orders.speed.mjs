import { expect, scenario } from '@assay/kit'
import { seedOrders, seedProducts } from './seed-rows.mjs'

scenario('A page of the orders of one customer', {
  id: 'orders-of-a-customer', weight: 3, unit: 'one page of 20 orders', rows: 2500, perSecond: 80,
  hint: 'Two statements are enough: one for the orders, found by an index, and one for the lines of all of them.',
  seed: seedOrders,
  requests: [{
    name: 'page',
    make: ({ random, data }) => {
      const customer = `${data.mark}-${random.int(0, data.customers - 1)}`
      return { path: `/orders?limit=20&customer=${customer}`, expected: customer }
    },
    check: ({ status, json }, { expected: customer }) => {
      expect(status).toBe(200)
      expect(json.items).toHaveLength(20)
      expect(json.next).toEqual(expect.any(String))
      for (const [at, order] of json.items.entries()) {
        expect(order.customer).toBe(customer)
        expect(order.lines).toHaveLength(3)
        if (at > 0) expect(order.id).toBeLessThan(json.items[at - 1].id)
      }
    },
  }],
})

scenario('Products within a range of prices', {
  id: 'products-by-price', unit: 'one page of 20 products', rows: 1250, perSecond: 80,
  hint: 'ORDER BY and LIMIT belong in SQL; an index on the price finds where to start.',
  seed: seedProducts,
  requests: [{
    name: 'page',
    make: ({ random }) => {
      const from = random.int(0, 60_000)
      return { path: `/products?limit=20&minPriceCents=${from}`, expected: from }
    },
    check: ({ status, json }, { expected: from }) => {
      expect(status).toBe(200)
      expect(json.items).toHaveLength(20)
      expect(json.items[0].priceCents).toBeGreaterThanOrEqual(from)
      expect(json.items[0].priceCents).toBeLessThan(from + 2000)
      for (const [at, { priceCents }] of json.items.entries()) {
        if (at > 0) expect(priceCents).toBeGreaterThanOrEqual(json.items[at - 1].priceCents)
      }
    },
  }],
})

scenario('Orders of three lines', {
  id: 'orders-placed', unit: 'one order of 3 lines', rows: 100, perSecond: 80,
  hint: 'Read the products of all lines with one statement, and write all lines with another.',
  seed: seedProducts,
  requests: [{
    name: 'order',
    make: ({ random, nonce, data }) => {
      const chosen = random.shuffle(data.products).slice(0, 3)
      const lines = chosen.map(({ id }) => ({ productId: id, quantity: random.int(1, 3) }))
      const totalCents = lines.reduce((sum, { quantity }, at) => sum + quantity * chosen[at].priceCents, 0)
      const customer = `load-${data.mark}-${nonce}`
      return { method: 'POST', path: '/orders', json: { customer, lines }, expected: { customer, totalCents, status: 'open' } }
    },
    check: ({ status, json }, { expected }) => {
      expect(status).toBe(201)
      expect(json).toMatchObject({ ...expected, id: expect.any(Number) }) // no id that holds the order itself
      expect(json.lines).toHaveLength(3)
    },
  }],
  async audit({ http, request, response }) {
    const { status, json } = await http.get(`/orders/${response.json.id}`)
    expect(status).toBe(200)
    expect(json).toMatchObject(request.expected)
    expect(json.lines).toHaveLength(3)
    expect(json.lines).toEqual(expect.arrayContaining(request.json.lines.map((line) => expect.objectContaining(line))))
  },
})
