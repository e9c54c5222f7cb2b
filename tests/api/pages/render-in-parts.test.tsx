import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'
import t from 'tap'
import { DataTable } from '../../../api/ui/data-table.js'
import { ReportView } from '../../../api/submissions/report/report-view.js'
import { Part, renderInParts } from '../../../api/ui/render-in-parts.js'
import { makeChecks, makeExchange, makeReport, makeTest } from '../../cli/fixtures/reports.js'

t.test('parts come where they stand, in order, those within parts too', async (t) => {
  const page = (
    <main>
      a
      <Part>
        b<Part>c</Part>d
      </Part>
      <Part>e</Part>f<Part>{null}</Part>
    </main>
  )
  t.equal(await renderInParts(page), '<main>abcdef</main>')
  t.equal(renderToString(page), '<main>abcdef</main>', 'all at once as well')
})

t.test('others may have their turn before each part, of a report before each test', async (t) => {
  const countPauses = async (page: ComponentChildren) => {
    let pauses = 0
    await renderInParts(page, { pause: async () => void (pauses += 1) })
    return pauses
  }
  t.equal(
    await countPauses(
      <p>
        <Part>a</Part>
        <Part>
          b<Part>c</Part>
        </Part>
      </p>,
    ),
    3,
  )
  const tests = Array.from({ length: 120 }, (_, index) => makeTest({ id: `t${index}` }))
  t.ok((await countPauses(<ReportView report={makeReport({ checks: makeChecks(tests) })} />)) >= 120)
})

t.test('a long report and a long table are the same in parts as at once', async (t) => {
  const tests = Array.from({ length: 120 }, (_, index) =>
    makeTest({
      id: `t${index}`,
      group: `group ${index % 3}`,
      outcome: 'failed',
      earned: 0,
      message: 'Expected: 1',
      transcript: [makeExchange({})],
    }),
  )
  const rows = Array.from({ length: 120 }, (_, index) => `row ${index}`)
  const page = (
    <main>
      <ReportView report={makeReport({ checks: makeChecks(tests) })} />
      <DataTable
        caption="Rows"
        rows={rows}
        keyOf={(row) => row}
        columns={[{ name: 'name', header: 'Name', cell: (row) => row }]}
      />
    </main>
  )
  t.equal(await renderInParts(page), renderToString(page))
})

t.test('controls are shown in every part', async (t) => {
  t.equal(
    await renderInParts(
      <p>
        {'\u202ea'}
        <Part>{'\u202eb'}</Part>
        {'\u202ec'}
      </p>,
    ),
    '<p>\\u202ea\\u202eb\\u202ec</p>',
  )
  const test = makeTest({ outcome: 'failed', earned: 0, title: 'a\u0007b', message: '\u202eturned' })
  t.match(
    await renderInParts(<ReportView report={makeReport({ checks: makeChecks([test]) })} />),
    /a\\u0007b.*\\u202eturned/s,
  )
})
