import express from 'express'
import { createTables, isAway, ping } from './database.js'
import { closeOrder, findOrder, listOrders, placeOrder, removeOrder } from './orders.js'
import { createProduct, changeProduct, findProduct, listProducts, removeProduct, restock } from './products.js'
import { Problem, readInteger, readKey, validate } from './rules.js'

const app = express().disable('etag')

app.use((req, res, next) => {
  if (Number(req.headers['content-length']) > 0 && !req.is('application/json')) throw new Problem(415, 'JSON, please.')
  next()
})
app.use(express.json({ strict: false }))

const readId = (req) => (/^[1-9]\d{0,8}$/.test(req.params.id) ? Number(req.params.id) : 0)

function found(thing) {
  if (!thing) throw new Problem(404, 'Not found.')
  return thing
}

async function sendPage(req, res, list, filter) {
  const limit = readInteger(req.query, 'limit', 20, 1, 100)
  const rows = await list({ ...filter, cursor: req.query.cursor, limit: limit + 1 })
  const items = rows.slice(0, limit)
  res.json({ items, next: rows.length > limit ? list.cursorOf(items.at(-1)) : null })
}

app.get('/health', async (req, res) => {
  await ping()
  res.json({ status: 'ok' })
})

app.post('/products', async (req, res) => {
  const product = await createProduct(validate(req.body, ['sku', 'name', 'priceCents', 'stock'], ['sku', 'name', 'priceCents']))
  res.status(201).location(`/products/${product.id}`).json(product)
})
app.get('/products', (req, res) => sendPage(req, res, listProducts, {
  from: readInteger(req.query, 'minPriceCents', 0, 0, 999_999_999),
  to: readInteger(req.query, 'maxPriceCents', 999_999_999, 0, 999_999_999),
}))
app.get('/products/:id', async (req, res) => res.json(found(await findProduct(readId(req)))))
app.patch('/products/:id', async (req, res) => {
  const changes = validate(req.body, ['name', 'priceCents'])
  res.json(found(await changeProduct(readId(req), changes)))
})
app.post('/products/:id/restock', async (req, res) => {
  const { quantity } = validate(req.body, ['quantity'], ['quantity'])
  res.json(found(await restock(readId(req), quantity)))
})
app.delete('/products/:id', async (req, res) => {
  found(await removeProduct(readId(req)))
  res.status(204).end()
})

app.post('/orders', async (req, res) => {
  const { customer, lines } = validate(req.body, ['customer', 'lines'], ['customer', 'lines'])
  const { id, isNew } = await placeOrder(customer, lines, readKey(req))
  res.status(isNew ? 201 : 200).location(`/orders/${id}`).json(await findOrder(id))
})
app.get('/orders', (req, res) => sendPage(req, res, listOrders, { customer: req.query.customer }))
app.get('/orders/:id', async (req, res) => res.json(found(await findOrder(readId(req)))))
for (const [change, status] of [['pay', 'paid'], ['cancel', 'cancelled']]) {
  app.post(`/orders/:id/${change}`, async (req, res) => {
    const isClosed = await closeOrder(readId(req), status)
    const order = found(await findOrder(readId(req)))
    if (!isClosed) throw new Problem(409, `The order is ${order.status}.`)
    res.json(order)
  })
}
app.delete('/orders/:id', async (req, res) => {
  const isRemoved = await removeOrder(readId(req))
  if (!isRemoved) throw new Problem(409, `The order is ${found(await findOrder(readId(req))).status}.`)
  res.status(204).end()
})

const refuse = (allow) => (req, res) => {
  res.set('Allow', allow)
  throw new Problem(405, 'No such method here.')
}
app.all(['/products', '/orders'], refuse('GET, POST'))
app.all('/products/:id', refuse('GET, PATCH, DELETE'))
app.all('/orders/:id', refuse('GET, DELETE'))
app.use(() => {
  throw new Problem(404, 'No such path.')
})
app.use((error, req, res, next) => {
  const status = isAway(error) ? 503 : (error.status ?? 500)
  if (status === 503) res.set('Retry-After', '1')
  if (status === 500) console.error(error)
  res.status(status).type('application/problem+json')
  res.send(JSON.stringify({ status, title: error.message || 'Error', ...error.extra }))
})

await createTables()
app.listen(process.env.PORT)
