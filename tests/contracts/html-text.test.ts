import t from 'tap'
import { readHtml, showBody } from '../../contracts/report/html-text.js'

const html = { 'content-type': 'text/html' }

t.test('of a page, the text is read without head, style, script and tags', async (t) => {
  const page =
    '<!DOCTYPE html><html><head><title>It &amp; me</title><style>p{}</style></head><body><!-- <p>no</p> --><script>x = "<p>no</p>"</script><h1>An <b>error</b></h1><p>1 < 2 &lt;br&gt;<br>next &#39;line&#x27;</p></body></html>'
  t.same(readHtml(page, {}), { title: 'It & me', lines: ['An error', '1 < 2 <br>', "next 'line'"] })
})

t.test('a page that was cut short anywhere reads as far as it goes', async (t) => {
  t.same(readHtml('<html><head><title>Oops</title><style>body { color', {}), { title: 'Oops', lines: [] })
  t.same(readHtml('<html><head><title>Oops</title><style>body { } <body><p>text', {}), {
    title: 'Oops',
    lines: ['text'],
  })
  t.same(readHtml('<p>one</p><p cla', html), { title: '', lines: ['one'] })
})

t.test('an entity cannot hide a control character', async (t) => {
  t.same(readHtml('<p>a&#x202e;b&#7;c&#0;&#x110000;&unknown;</p>', html)?.lines, [
    'a\\u202eb\\u0007c&#0;&#x110000;&unknown;',
  ])
})

t.test('a transcript shows anything else as it is', async (t) => {
  for (const body of ['{"html":"<html>"}', '<notes><note/></notes>', 'plain'])
    t.same(showBody(body, {}), { text: body, isHtml: false })
  t.same(
    showBody('<html><head><style>x', {}),
    { text: '<html><head><style>x', isHtml: false },
    'where there is no text',
  )
  t.same(showBody('<html><title>Gone</title></html>', html), { text: 'Gone', isHtml: true })
})
