import t from 'tap'
import { ResponseFraming } from '../../sandbox-images/examiner/kit/http/response-framing.js'

const ok = 'HTTP/1.1 200 OK\r\n'
const chunked = `${ok}transfer-encoding: chunked\r\n\r\n`
const chunk = (text: string, extension = '') => `${text.length.toString(16)}${extension}\r\n${text}\r\n`
const end = '0\r\n\r\n'

/**
 * Gives a beginning and then the same again and again, in pieces of so many bytes, until it is refused: how many bytes
 * that took, and why.
 */
function pour(begin: string, again: string, { pieceBytes = 65_536, most = 20_000_000 } = {}) {
  const framing = new ResponseFraming('GET')
  let bytes = 0
  let text = begin
  while (bytes < most) {
    while (text.length < pieceBytes) text += again.repeat(Math.ceil(pieceBytes / again.length))
    const piece = Buffer.from(text.slice(0, pieceBytes), 'latin1')
    text = text.slice(pieceBytes)
    bytes += piece.length
    const refusal = framing.add(piece)
    if (refusal) return { bytes, why: refusal.message }
  }
  return { bytes, why: 'never refused' }
}

/** A whole response in pieces of so many bytes. */
function follow(response: string, pieceBytes: number, method = 'GET') {
  const framing = new ResponseFraming(method)
  const bytes = Buffer.from(response, 'latin1')
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const refusal = framing.add(bytes.subarray(at, at + pieceBytes))
    if (refusal) return refusal.message
  }
  return framing.hasSurplus ? 'surplus' : 'whole'
}

const kb = 1024

const floods: [what: string, begin: string, again: string, mostBytes: number, why: RegExp][] = [
  ['chunks of one byte', chunked, chunk(' '), 13 * kb, /more than 2000 chunks/],
  ['empty lines before the head', '', '\r\n', 4, /does not begin with a status line/],
  ['zeros of a chunk size', chunked, '0', 400, /more than 256 bytes/],
  ['one long chunk extension', `${chunked}1;`, 'a', 400, /chunk extensions included/],
  [
    'extensions longer than the body',
    chunked,
    chunk('x'.repeat(64), `;${'y'.repeat(200)}`),
    70 * kb,
    /longer than its body/,
  ],
  ['headers', ok, `x: ${'b'.repeat(1000)}\r\n`, 33 * kb, /larger than 32 KB/],
  ['one header', `${ok}x: `, 'b', 33 * kb, /larger than 32 KB/],
  ['trailers', `${chunked}0\r\n`, `x: ${'b'.repeat(1000)}\r\n`, 34 * kb, /larger than 32 KB/],
  ['short trailers', `${chunked}0\r\n`, 'a:b\r\n', 2 * kb, /201 headers/],
  ['interim responses', '', 'HTTP/1.1 103 Early Hints\r\n\r\n', 400, /more than 10 interim/],
  [
    'interim responses of 20 KB',
    '',
    `HTTP/1.1 103 Early Hints\r\nx: ${'b'.repeat(20 * kb)}\r\n\r\n`,
    33 * kb,
    /larger than 32 KB/,
  ],
  ['a body without a length', `${ok}\r\n`, 'x', 1025 * kb, /more than 1 MB/],
  ['chunks of 64 bytes', chunked, chunk('x'.repeat(64)), 1200 * kb, /more than 1 MB/],
  [
    'a body that is as long as it was said to be',
    `${ok}content-length: 90000000\r\n\r\n`,
    'x',
    1025 * kb,
    /more than 1 MB/,
  ],
]

for (const [what, begin, again, mostBytes, why] of floods) {
  t.test(`a flood of ${what} ends after ${mostBytes} bytes, however it arrives`, async (t) => {
    for (const pieceBytes of [1400, 65_536]) {
      const poured = pour(begin, again, { pieceBytes })
      t.match(poured.why, why)
      t.ok(poured.bytes <= mostBytes + pieceBytes, `${poured.bytes} bytes in pieces of ${pieceBytes}`)
    }
  })
}

t.test('raw bytes are never more than 64 KB and twice the body', async (t) => {
  for (const [what, begin, again] of floods)
    t.ok(pour(begin, again, { pieceBytes: 512 }).bytes <= 64 * kb + 2 * 1025 * kb, what)
})

t.test('bytes that arrive one by one end with the pieces that a body of that size may have', async (t) => {
  const { bytes, why } = pour(`${ok}content-length: 1000000\r\n\r\n`, 'x', { pieceBytes: 1 })
  t.match(why, /arrives in more than 8000 pieces/)
  t.ok(bytes < 9000, `${bytes} bytes`)
})

const heads: [what: string, head: string, why: RegExp][] = [
  ['a second transfer coding', `${ok}transfer-encoding: gzip, chunked`, /"transfer-encoding: gzip, chunked"/],
  [
    'a coding in a header of its own',
    `${ok}transfer-encoding: gzip\r\nTransfer-Encoding: chunked`,
    /"transfer-encoding: gzip, chunked"/,
  ],
  ['no transfer coding at all', `${ok}transfer-encoding: identity`, /"transfer-encoding: identity"/],
  ['two lengths', `${ok}content-length: 2\r\ntransfer-encoding: chunked`, /both content-length and transfer-encoding/],
  ['a header over two lines', `${ok}transfer-encoding:\r\n chunked`, /continues on the next line/],
  ['no status line', 'ICY 200 OK', /does not begin with a status line/],
  [
    'a no-break space after its coding, which is then another one',
    `${ok}transfer-encoding: chunked\xa0`,
    /only chunked is allowed/,
  ],
  ['a coding of two words', `${ok}transfer-encoding: chunked chunked`, /only chunked is allowed/],
  [
    'a switch of protocols, whether or not it names one',
    'HTTP/1.1 101 Switching Protocols',
    /switches to another protocol/,
  ],
]

for (const [what, head, why] of heads) {
  t.test(`a head with ${what} is refused, whatever follows`, async (t) => {
    t.match(follow(`${head}\r\n\r\n`, 10_000), why)
    t.match(follow(`${head}\r\n\r\n`, 1), why)
  })
}

t.test('whatever a parser may take it for, nothing comes through once bytes came after the end', async (t) => {
  for (const whole of [
    'HTTP/1.1 204 No Content\r\n\r\n',
    `${ok}content-length: 2\r\n\r\nok`,
    `${chunked}2\r\nok\r\n${end}`,
  ]) {
    const { bytes, why } = pour(whole, 'x', { pieceBytes: 1400 })
    t.match(why, /more bytes follow after its end/)
    t.equal(bytes, 2800, 'the second piece is refused')
  }
})

t.test('a 204 that announces a body is refused by its head, whether or not the body comes', async (t) => {
  for (const body of ['', '{"deleted":1}'])
    t.match(
      follow(`HTTP/1.1 204 No Content\r\ncontent-length: 13\r\n\r\n${body}`, 1000),
      /status 204 must have no body, but its content-length is 13/,
    )
  t.equal(follow('HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n', 1000), 'whole')
})

const sound: [what: string, response: string, method?: string][] = [
  ['a length', `${ok}content-length: 5\r\n\r\nhello`],
  ['no body', 'HTTP/1.1 204 No Content\r\n\r\n'],
  ['a length that HEAD does not keep', `${ok}content-length: 5\r\n\r\n`, 'HEAD'],
  ['a length with many zeros before it', `${ok}content-length: ${'0'.repeat(3000)}5\r\n\r\nhello`],
  ['chunks, said between blanks and tabs', `${ok}transfer-encoding: \t chunked\t \r\n\r\n${chunk('ok')}${end}`],
  ['the end of the connection', `HTTP/1.0 200 OK\r\n\r\n${'x'.repeat(1000)}`],
  ['an interim answer', `HTTP/1.1 100 Continue\r\n\r\n${ok}content-length: 2\r\n\r\nok`],
  [
    'chunks in upper case, with an extension, and a trailer',
    `${ok}Transfer-Encoding: Chunked\r\n\r\n${chunk('x'.repeat(27)).toUpperCase()}${chunk('ok', ';a=b')}0\r\nx-sum: 1\r\n\r\n`,
  ],
  ['a page of 1900 tokens, a chunk each', chunked + chunk('"a",').repeat(1900) + end],
  ['half a megabyte of items of 100 bytes, a chunk each', chunked + chunk('x'.repeat(100)).repeat(5000) + end],
]

for (const [what, response, method] of sound) {
  t.test(`a response that ends by ${what} is let through, in any pieces`, async (t) => {
    for (const pieceBytes of [7, 1000, 65_536]) {
      if (pieceBytes > 7 || response.length < 20_000) t.equal(follow(response, pieceBytes, method), 'whole')
      t.equal(follow(`${response}HTTP/1.1 200 OK`, 65_536, method) !== 'whole', !what.startsWith('the end'))
    }
  })
}
