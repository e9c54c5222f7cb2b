import t from 'tap'
import { upgradeReport } from '../../contracts/report/report.js'

const figures = (name: string) => ({
  scenarios: [{ id: 'a', measures: [{ name: 'cpu', [name]: 2, reference: 1 }], growth: { [name]: 1 } }],
})
const details = (fix: string, own: string) => ({
  findings: [{ rule: 'r', [fix]: 'Do it.', message: 'mend theirs' }],
  structure: [{ name: 'nesting', [own]: 4, reference: 2 }],
})
const report = (version: 1 | 2, fix: string, own: string) => ({
  schema: `assay.report/${version}`,
  checks: {
    correctness: { tests: [{ id: 'a', transcript: [{ responseBody: '{"mend":1}', responseHeaders: { mend: 'a' } }] }] },
    speed: { state: 'scored', ...figures(own) },
    quality: { state: 'scored', details: details(fix, own) },
  },
})

t.test('a report of the first version is read with the names of today, and texts stay as they are', async (t) => {
  t.same(upgradeReport(report(1, 'mend', 'theirs')), report(2, 'fix', 'submission'))
})

t.test('a report of today, one without details and what is no report stay as they are', async (t) => {
  const now = report(2, 'fix', 'submission')
  t.equal(upgradeReport(now), now)
  t.same(upgradeReport({ schema: 'assay.report/1', checks: { speed: { score: null }, quality: null } }), {
    schema: 'assay.report/2',
    checks: { speed: { score: null }, quality: null },
  })
  t.same(upgradeReport({ schema: 'assay.report/1', checks: 1 }), { schema: 'assay.report/2', checks: 1 })
  for (const other of [null, 'text', [], { schema: 3 }]) t.equal(upgradeReport(other), other)
})
