import t from 'tap'
import { escapeDeep, escapeLine, escapeText, showControls, toSafeJson } from '../../contracts/escape.js'

t.test('shows control characters instead of sending them', async (t) => {
  t.equal(escapeText('a\u0000b\u0007c\u007fd\u009be'), 'a\\u0000b\\u0007c\\u007fd\\u009be')
})

t.test('drops colours and cursor movements', async (t) => {
  t.equal(escapeText('\u001b[31mred\u001b[0m\u001b[2J'), 'red')
})

t.test('shows what turns the direction of text or hides in it', async (t) => {
  t.equal(escapeText('\u202eabc\u2066\u200b'), '\\u202eabc\\u2066\\u200b')
})

t.test('keeps line feeds, makes tabs blanks, and takes CRLF for a line feed', async (t) => {
  t.equal(escapeText('a\r\n\tb'), 'a\n  b')
  t.equal(escapeLine('a\nb'), 'a\\nb')
})

t.test('keeps letters of every language', async (t) => {
  t.equal(escapeText('Ærøskøbing – 東京 ✓ 🎉'), 'Ærøskøbing – 東京 ✓ 🎉')
})

t.test('escapes every string of a value, keys too, and leaves the rest', async (t) => {
  t.same(escapeDeep({ 'k\u0007': ['\u0007', 1, null, true] }), { 'k\\u0007': ['\\u0007', 1, null, true] })
})

t.test('prints JSON that is harmless and reads back the same', async (t) => {
  const value = { text: 'a\u009b31m\u202e\u007f\u0000 ✓', list: [1] }
  const json = toSafeJson(value)
  t.same(JSON.parse(json), value)
  t.notMatch(json, /[\u007f-\u009f\u202e]/)
})

t.test('shows controls in a whole page and leaves its markup and tabs', async (t) => {
  t.equal(showControls('<b>\ta\u202e</b>\n\u001b[31m'), '<b>\ta\\u202e</b>\n\\u001b[31m')
})
