import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { Value } from 'typebox/value'
import { formatJunit } from '../../api/submissions/junit.js'
import { redactEvent, showReport, type View } from '../../api/submissions/read-events.js'
import { type ProgressTest, ProgressView } from '../../api/submissions/report/progress-view.js'
import { ReportView } from '../../api/submissions/report/report-view.js'
import { ProgressSchema } from '../../contracts/job.js'
import type { Report } from '../../contracts/report/report.js'
import { toSarif } from '../../contracts/report/sarif.js'
import { flatten } from './hidden-text.js'

/** What a learner can read of a report in one way, as flat text. */
export interface LearnerView {
  name: 'page' | 'JSON' | 'JUnit' | 'SARIF' | 'events' | 'log lines'
  text: string
}

export interface Learned {
  /** The report as it is shown; `null` while it is closed. */
  report: Report | null
  views: readonly LearnerView[]
}

/** Renders a report in every way in which a learner gets it, by the code that serves them. */
export function renderLearnerViews(whole: Report, view: Exclude<View, 'whole'>): Learned {
  const events = listEvents(whole, view)
  const report = view === 'closed' ? null : showReport(whole, view, null)
  const progress = readMarkup(renderProgress(whole, events))
  const views: LearnerView[] = [{ name: 'events', text: joinStrings(events) }]
  if (report) {
    const logs = [report.buildLog, report.serviceLog, ...report.checks.correctness.tests.flatMap(({ log }) => log)]
    views.push(
      { name: 'log lines', text: logs.join('\n') },
      { name: 'JSON', text: joinStrings(report) },
      { name: 'JUnit', text: readMarkup(formatJunit(report)) },
      { name: 'SARIF', text: joinStrings(toSarif(report)) },
    )
  }
  views.push({
    name: 'page',
    text: `${progress} ${report ? readMarkup(renderToString(h(ReportView, { report }))) : ''}`,
  })
  return { report, views: views.map(({ name, text }) => ({ name, text: flatten(text) })) }
}

/** What the stream of events told while the run went on. */
function listEvents(report: Report, view: View): unknown[] {
  const { tests } = report.checks.correctness
  return tests.flatMap(({ id, title, show, outcome }, index) => {
    const data = {
      type: 'test',
      id,
      title,
      show,
      outcome: outcome === 'flaky' ? 'failed' : outcome,
      finished: index + 1,
      total: tests.length,
    }
    const row = {
      id: index,
      submissionId: report.submission,
      runId: report.run,
      type: 'progress' as const,
      data,
      sourceId: null,
      createdAt: new Date(0),
    }
    return redactEvent(row, view) ?? []
  })
}

function renderProgress({ run, exercise }: Report, events: readonly unknown[]): string {
  const tests = events.flatMap((event): ProgressTest[] =>
    Value.Check(ProgressSchema, event) && event.type === 'test' ? [event] : [],
  )
  const snapshot = {
    runId: run,
    state: 'running' as const,
    position: null,
    estimateSeconds: 0,
    phase: 'correctness' as const,
    begun: [],
    tests,
    counted: null,
  }
  return renderToString(
    h(ProgressView, {
      snapshot,
      eventsHref: '',
      stateHref: '',
      kind: exercise.kind ?? 'service',
      measuresSpeed: false,
      checksQuality: false,
    }),
  )
}

/** Every string of a JSON value, keys included. */
export function joinStrings(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || typeof value !== 'object') return ''
  return Object.entries(value)
    .map(([key, item]) => `${Array.isArray(value) ? '' : key}\n${joinStrings(item)}`)
    .join('\n')
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&', '#39': "'" }

/** What markup says, and what is in its attributes. */
function readMarkup(markup: string): string {
  const attributes = [...markup.matchAll(/="([^"]*)"/g)].map(([, value]) => value).join('\n')
  return `${markup.replaceAll(/<[^>]*>/g, '')}\n${attributes}`.replaceAll(
    /&(#39|\w+);/g,
    (whole, name: string) => entities[name] ?? whole,
  )
}
