import t from 'tap'
import { printChecks } from '../../../cli/print/report.js'
import { makePage } from '../../../cli/print/page.js'
import { makeReport } from '../fixtures/reports.js'

t.test('a check that earned nothing without being tried says why', async (t) => {
  const { checks } = makeReport()
  const speed = {
    state: 'scored' as const,
    score: 0,
    weight: 20,
    effectiveWeight: 25,
    reason: 'Speed is measured only when a service works.',
  }
  const lines = printChecks(makeReport({ checks: { ...checks, speed } }), makePage({ columns: 100, hasColour: false }))
  t.match(lines.join('\n'), /speed +0 +weight 20 %, now 25 %: Speed is measured/)
})

t.test('a check without a weight has no line', async (t) => {
  const { checks } = makeReport()
  const speed = {
    state: 'skipped' as const,
    score: null,
    weight: 0,
    effectiveWeight: 0,
    reason: 'The exercise has no speed scenarios.',
  }
  const lines = printChecks(makeReport({ checks: { ...checks, speed } }), makePage({ columns: 100, hasColour: false }))
  t.notMatch(lines.join('\n'), 'speed')
})
