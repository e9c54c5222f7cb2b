import { existsSync } from 'node:fs'
import t from 'tap'
import { readPage } from './markdown.js'

t.test('every test that docs/threat-model.md calls as a witness is there', async (t) => {
  const named = [...readPage('docs/threat-model.md').matchAll(/`(tests\/[^`]+)`/g)].map(([, path = '']) => path)
  t.ok(named.length > 10)
  t.same(named.filter((path) => !existsSync(path)), [])
})
