import t from 'tap'
import { ApiConfigSchema } from '../../api/config.js'
import { WorkerConfigSchema } from '../../worker/config.js'
import { firstCells, readPage, withoutFences } from './markdown.js'

const [, api = '', worker = ''] =
  /The API:([\s\S]*)A worker\.([\s\S]*?)^## /m.exec(withoutFences(readPage('docs/operations.md'))) ?? []

for (const [name, schema, table] of [
  ['the API', ApiConfigSchema, api],
  ['a worker', WorkerConfigSchema, worker],
] as const) {
  t.test(`docs/operations.md has every setting of ${name}, and no other`, async (t) => {
    t.same(firstCells(table).sort(), Object.keys(schema.properties).sort())
  })
}

t.test('docs/operations.md gives each number its default', async (t) => {
  const rows = [...api.split('\n'), ...worker.split('\n')]
  for (const [key, schema] of Object.entries({ ...ApiConfigSchema.properties, ...WorkerConfigSchema.properties })) {
    const { default: value } = schema as { default?: unknown }
    const row = rows.find((line) => line.startsWith(`| \`${key}\` |`))
    if (typeof value === 'number' && row !== undefined) t.match(row, new RegExp(`\\| ${value} \\|$`), key)
  }
})
