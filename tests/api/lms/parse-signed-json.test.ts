import t from 'tap'
import { parseSignedJson } from '../../../api/lms/read-shape.js'
import { refusalOf } from './fixtures/refusal.js'

const parse = (text: string) => parseSignedJson(Buffer.from(text))
const refused = (content: string | Buffer) =>
  refusalOf('webhook-malformed', () => parseSignedJson(Buffer.from(content)))

t.test('plain JSON is read as it is', async (t) => {
  const value = { a: [1, 'x"\\', { b: null }], 'c\\': { a: ':' }, '': '{"a":1,"a":2}' }
  t.same(parse(JSON.stringify(value)), value)
  t.same(parse(JSON.stringify(value, null, 4)), value)
})

t.test('the same key in different objects, and the same text as a value, are no duplicates', async (t) => {
  t.same(parse('{"a":{"a":1},"b":[{"a":"a"},{"a":"a"}],"c":["a","a"]}'), {
    a: { a: 1 },
    b: [{ a: 'a' }, { a: 'a' }],
    c: ['a', 'a'],
  })
})

t.test('a key twice in one object is refused, however it is written', async (t) => {
  for (const text of [
    '{"a":1,"a":1}',
    '{"a":1,"b":2,"\\u0061":3}',
    '{"x":{"a":1,"b":[{}],"a" : 2}}',
    '{"__proto__":1,"__proto__":2}',
    '{"":1,"":2}',
  ]) {
    t.match(await refused(text), /appears twice in one object/, text)
  }
})

t.test('a duplicate key is told without its control characters', async (t) => {
  t.match(await refused('{"a\\u001b[31m":1,"a\\u001b[31m":2}'), /^The key "[\x20-\x7e]*" appears twice/)
})

t.test('depth is bounded, at a hundred thousand levels too', async (t) => {
  t.ok(parse('['.repeat(16) + ']'.repeat(16)))
  t.match(await refused('['.repeat(17) + ']'.repeat(17)), /nested deeper than 16/)
  t.match(await refused('['.repeat(100_000) + ']'.repeat(100_000)), /nested deeper/)
  t.match(await refused('{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)), /nested deeper/)
})

t.test('the number of members is bounded', async (t) => {
  const keys = Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`)
  t.match(await refused(`{${keys.join(',')}}`), /more than 10000 members/)
  t.match(await refused(`[${'1,'.repeat(100_000)}1]`), /more than 10000 members/)
})

t.test('text that other parsers might read otherwise is refused', async (t) => {
  t.match(await refused('\u{feff}{}'), /byte order mark/)
  t.match(await refused(Buffer.from('{}', 'utf16le')), /not JSON/)
  t.match(await refused(Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])), /not UTF-8/)
  t.match(await refused(Buffer.from([0x22, 0xc0, 0x80, 0x22])), /not UTF-8/)
  for (const text of ['', 'null,', '{a:1}', "{'a':1}", '{"a":1,}', '{"a":NaN}', '[1] [2]', '/**/{}', '{"a":"\n"}']) {
    t.match(await refused(text), /not JSON/, text)
  }
})

t.test('long strings of quotes and backslashes cost no more than others', async (t) => {
  const text = JSON.stringify({ a: '\\"'.repeat(250_000) })
  const startedAt = performance.now()
  t.same(parse(text), JSON.parse(text))
  t.ok(performance.now() - startedAt < 1000)
})

t.test('a key with a meaning for JavaScript is an ordinary key', async (t) => {
  const value = parse('{"__proto__":{"polluted":true},"constructor":1}') as Record<string, unknown>
  t.equal(({} as Record<string, unknown>)['polluted'], undefined)
  t.ok(Object.hasOwn(value, '__proto__'))
})

t.test('depth and members are judged before the text is parsed', async (t) => {
  t.match(await refused('['.repeat(1_000_000)), /nested deeper than 16/)
  t.match(await refused(`[${'1,'.repeat(100_000)}`), /more than 10000 members/)
  t.match(await refused('{"a\\'), /not JSON/)
  t.match(await refused('{"\\x":1}'), /not JSON/)
})
