import { readInteger, readPageQuery, toPage } from './page-query.js'
import { Problem } from './problem.js'
import { integer, readFields, readId, text } from './read-fields.js'

const checkSku = (value) => (typeof value === 'string' && /^[A-Z0-9-]{1,40}$/.test(value) ? undefined : 'must be 1 to 40 of A-Z, 0-9 and -')
const changeable = { name: text(200), priceCents: integer(0, 10_000_000) }
const settable = { sku: checkSku, ...changeable, stock: integer(0, 1_000_000) }
const position = ['priceCents', 'id']
const highestPrice = 999_999_999

export function registerProductRoutes(app, products) {
  app.post('/products', async (request, reply) => {
    const product = await products.create(readFields(request.body, settable, ['sku', 'name', 'priceCents']))
    if (!product) throw new Problem(409, 'The sku is taken.')
    return reply.code(201).header('location', `/products/${product.id}`).send(product)
  })

  app.get('/products', async ({ query }) => {
    const { limit, after } = readPageQuery(query, position)
    const fromCents = readInteger('minPriceCents', query.minPriceCents ?? '0', 0, highestPrice)
    const toCents = readInteger('maxPriceCents', query.maxPriceCents ?? String(highestPrice), 0, highestPrice)
    return toPage(await products.list({ fromCents, toCents, after, limit: limit + 1 }), limit, position)
  })

  app.get('/products/:id', async (request) => found(await products.find(readId(request))))

  app.patch('/products/:id', async (request) => {
    const id = readId(request)
    return found(await products.change(id, readFields(request.body, changeable, [])))
  })

  app.post('/products/:id/restock', async (request) => {
    const id = readId(request)
    const { quantity } = readFields(request.body, { quantity: integer(1, 1000) }, ['quantity'])
    return found(await products.restock(id, quantity))
  })

  app.delete('/products/:id', async (request, reply) => {
    found(await products.remove(readId(request)))
    return reply.code(204).send()
  })
}

function found(product) {
  if (!product) throw new Problem(404, 'There is no such product.')
  return product
}
