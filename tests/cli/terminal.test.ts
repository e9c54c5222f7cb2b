import t from 'tap'
import { recordTerminal } from './fixtures/screens.js'

t.test('wipes a status line before anything else is written', async (t) => {
  const { terminal, written } = recordTerminal(true)
  terminal.status('working')
  terminal.note('done')
  terminal.out('result')
  t.equal(written.err, 'working\r\u001b[2Kdone\n')
  t.equal(written.out, 'result\n')
})

t.test('replaces one status line by the next', async (t) => {
  const { terminal, written } = recordTerminal(true)
  terminal.status('one')
  terminal.status('two')
  terminal.status('')
  t.equal(written.err, 'one\r\u001b[2Ktwo\r\u001b[2K')
})

t.test('writes no status line where nobody watches', async (t) => {
  const { terminal, written } = recordTerminal(false)
  terminal.status('working')
  terminal.status('')
  t.same(written, { out: '', err: '' })
})
