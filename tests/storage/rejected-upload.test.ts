import t from 'tap'
import { escapePath, RejectedUpload } from '../../storage/rejected-upload.js'

t.test('shows what cannot be seen', async (t) => {
  t.equal(escapePath('a\nb\x1b[31m\u202egpj.js'), 'a\\u{a}b\\u{1b}[31m\\u{202e}gpj.js')
  t.equal(escapePath('日本語 é.py'), '日本語 é.py')
})

t.test('shows only the beginning of a long path', async (t) => {
  t.equal(escapePath('a'.repeat(5000)).length, 121)
})

t.test('carries the path escaped', async (t) => {
  t.equal(new RejectedUpload('name', 'Rename it.', 'a\0b').path, 'a\\u{0}b')
})
