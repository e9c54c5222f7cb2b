import { readPageQuery, toPage } from './page-query.js'
import { Problem } from './problem.js'
import { id as checkId, integer, readFields, readId, text } from './read-fields.js'

const checkQuantity = integer(1, 1000)
const position = ['id']

export function registerOrderRoutes(app, orders) {
  app.post('/orders', async (request, reply) => {
    const { customer, lines } = readFields(request.body, { customer: text(100), lines: checkLines }, ['customer', 'lines'])
    const { order, isNew } = await orders.place(customer, lines, readKey(request))
    if (isNew) reply.code(201).header('location', `/orders/${order.id}`)
    return order
  })

  app.get('/orders', async ({ query }) => {
    const { limit, after } = readPageQuery(query, position)
    if (Array.isArray(query.customer)) throw new Problem(400, 'customer must be one text.')
    return toPage(await orders.list({ customer: query.customer, before: after?.id, limit: limit + 1 }), limit, position)
  })

  app.get('/orders/:id', async (request) => found(await orders.find(readId(request))))

  for (const [change, status] of [['pay', 'paid'], ['cancel', 'cancelled']]) {
    app.post(`/orders/:id/${change}`, async (request) => {
      const id = readId(request)
      const isChanged = await orders.close(id, status)
      const order = found(await orders.find(id))
      if (!isChanged) throw new Problem(409, `The order is ${order.status}.`)
      return order
    })
  }

  app.delete('/orders/:id', async (request, reply) => {
    const id = readId(request)
    if (!(await orders.removeCancelled(id))) throw new Problem(409, `The order is ${found(await orders.find(id)).status}.`)
    return reply.code(204).send()
  })
}

function found(order) {
  if (!order) throw new Problem(404, 'There is no such order.')
  return order
}

function checkLines(lines) {
  if (!Array.isArray(lines) || lines.length < 1 || lines.length > 20) return 'must be a list of 1 to 20 lines'
  if (!lines.every(isLine)) return 'must have a productId and a quantity from 1 to 1000 in each line, and nothing else'
  if (new Set(lines.map(({ productId }) => productId)).size < lines.length) return 'must name each product once'
}

function isLine(line) {
  if (typeof line !== 'object' || line === null || Object.keys(line).length !== 2) return false
  return !checkId(line.productId) && !checkQuantity(line.quantity)
}

function readKey({ headers }) {
  const key = headers['idempotency-key']
  if (key !== undefined && !/^[!-~]{1,100}$/.test(key)) throw new Problem(400, 'Idempotency-Key must be 1 to 100 visible ASCII characters.')
  return key ?? null
}
