import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ReaderProcess } from '../../../sandbox-images/analyst/reader-process.js'

/** Runs a reader that reads a.js and b.js, and does this in between. */
async function read(overA: string) {
  const folder = mkdtempSync(join(tmpdir(), 'reader-'))
  const program = join(folder, 'reader.cjs')
  writeFileSync(
    program,
    `
    const { writeSync } = require('node:fs')
    const send = (line) => {
      for (let rest = Buffer.from(JSON.stringify(line) + '\\n'); rest.length > 0; ) {
        try { rest = rest.subarray(writeSync(1, rest)) } catch (error) { if (error.code !== 'EAGAIN') throw error } // the pipe is full
      }
    }
    send({ type: 'versions', versions: { reader: '1' } })
    send({ type: 'reading', path: 'a.js' })
    ${overA}
    send({ type: 'reading', path: 'b.js' })
    send({ type: 'file', path: 'b.js', lines: 1 })`,
  )
  try {
    return await new ReaderProcess(
      'eslint',
      { root: folder, files: ['a.js', 'b.js'], language: 'node', rules: [] },
      30,
      program,
    ).run()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

t.test('a message that quotes any separator of lines is one line', async (t) => {
  const message = 'Duplicate key \u2028 \u2029 \u0085 \r \n'
  const { lines, failure } = await read(
    `send({ type: 'observation', path: 'a.js', message: ${JSON.stringify(message)} })`,
  )
  t.equal(failure, undefined)
  t.same(lines, [
    { type: 'observation', path: 'a.js', message },
    { type: 'file', path: 'b.js', lines: 1 },
  ])
})

t.test('a file that makes the reader tell too much is unread, wherever its last line is cut', async (t) => {
  const { failure, path, lines } = await read(
    `for (;;) send({ type: 'observation', path: 'a.js', message: 'x'.repeat(500_000) })`,
  )
  t.match(failure, /more in it than can be reported/)
  t.same([path, lines], ['a.js', []])
})

t.test('so is one over which it ends in the middle of a line, or prints something else', async (t) => {
  for (const overA of [
    `writeSync(1, '{"type":"obs'); process.kill(process.pid, 'SIGKILL')`,
    `console.log('Parsing error')`,
  ]) {
    t.match(await read(overA), { failure: 'eslint crashed on it.', path: 'a.js', lines: [] })
  }
})
