import t from 'tap'
import { Type } from 'typebox'
import { maskConfig, readConfig } from '../../contracts/read-config.js'

const schema = Type.Object({
  URL: Type.String({ pattern: '^redis://', description: 'where Redis is' }),
  PORT: Type.Integer({ default: 8080 }),
  SECRET: Type.String({ default: 'hidden-value', secret: true }),
})

t.test('text becomes what the schema says; empty and absent keys take their default', async (t) => {
  t.same(readConfig(schema, { URL: 'redis://x', PORT: '', OTHER: '1' }), {
    URL: 'redis://x',
    PORT: 8080,
    SECRET: 'hidden-value',
  })
  t.equal(readConfig(schema, { URL: 'redis://x', PORT: '81' }).PORT, 81)
})

t.test('every wrong key is named with what is expected, no value is printed', async (t) => {
  t.throws(() => readConfig(schema, { PORT: 'many-ports' }), {
    message: /URL is missing \(where Redis is\)[\s\S]*PORT/,
  })
  try {
    readConfig(schema, { URL: 'http://user:pass@x', PORT: 'many-ports' })
    t.fail('it must throw')
  } catch (error) {
    t.notMatch(String(error), /many-ports|user:pass/)
  }
})

t.test('secrets and passwords in addresses are masked', async (t) => {
  const masked = maskConfig(schema, readConfig(schema, { URL: 'redis://:pass@host:1' }))
  t.same(masked, { URL: 'redis://:***@host:1', PORT: 8080, SECRET: '***' })
})
