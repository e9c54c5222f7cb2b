import t from 'tap'
import { inboundStates, messageStates } from '../../api/lms/tables.js'
import { adapterNames, findAdapter } from '../../api/lms/connections.js'
import { blockAfter, firstCells, readPage } from './markdown.js'

const page = readPage('docs/lms.md')

t.test('Assay reads the submission in docs/lms.md as documented', async (t) => {
  const body = Buffer.from(blockAfter(page, '## Submitting: the request'))
  const message = findAdapter('standard-webhooks')?.read(body, 'msg-1')
  t.match(message, {
    kind: 'submitted',
    event: {
      assignmentKey: '9001',
      courseKey: '4711',
      learner: { key: 'u-1001' },
      attempt: 1,
      language: 'node',
      files: { length: 2 },
    },
  })
})

t.test('docs/lms.md names every adapter', async (t) => {
  t.same(
    adapterNames.filter((name) => !page.includes(`\`${name}\``)),
    [],
  )
})

t.test('docs/lms.md explains every state of an event and of a grade on its way', async (t) => {
  const explained = firstCells(page)
  t.same(
    [...inboundStates, ...messageStates].filter((state) => !explained.includes(state)),
    [],
  )
})
