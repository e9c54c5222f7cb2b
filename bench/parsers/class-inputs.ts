import { h } from 'preact'
import { renderPage } from '../../api/ui/shell.js'
import { PeopleView } from '../../api/courses/records-page.js'
import { ResultsView } from '../../api/results/results-view.js'
import { StatisticsView } from '../../api/results/statistics-view.js'
import type { AssignmentRow } from '../../api/assignments/assignments.js'
import type { ParserInput } from './parsers.js'

const page = { title: '', viewer: null, breadcrumbs: [] }
const assignment = { id: 'x', title: 'A class' } as AssignmentRow
const at = new Date(0)
const some = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index))

const summary = {
  learners: 400,
  submitted: 400,
  attempts: 400,
  graded: 400,
  late: 400,
  overridden: 0,
  medianGrade: 50,
  meanGrade: 50,
  waiting: 0,
  running: 0,
  verdicts: { assessed: 400 },
}
const people = some(1000, (index) => ({
  person: `p${index}`,
  name: `Learner ${index}`,
  email: `${index}@example.org`,
  role: 'learner' as const,
  since: at,
}))
const results = people.slice(0, 400).map(({ person: id, name, email }) => ({
  person: { id, name, email, lmsKey: null },
  attempt: 2,
  attempts: 3,
  submissionId: id,
  submittedAt: at,
  language: 'node' as const,
  verdict: 'assessed' as const,
  score: 50,
  latePercent: 10,
  grade: 45,
  isOverridden: true,
  comment: null,
  isLate: true,
  isPending: true,
}))
const tests = some(1000, (index) => ({
  id: `t${index}`,
  title: `Test ${index} of a thousand`,
  group: 'All',
  points: 1,
  passed: 1,
  failed: 1,
  flaky: 1,
  notRun: 1,
  passRate: 0.3,
  flakeRate: 0.3,
  medianMs: 4,
}))
const days = some(120, (index) => ({ day: new Date(index * 86_400_000), attempts: index, learners: index }))
const ranges = some(10, (index) => ({ from: index * 10, to: index * 10 + 10, learners: index }))

/** Pages that list a class or its tests, longer than they are in courses of this size. */
export async function classInputs(): Promise<ParserInput[]> {
  const statistics = { runs: 400, runsLeftOut: 0, tests }
  return [
    {
      name: 'people of a course, 1,000: as a page',
      read: () => renderPage({ ...page, children: h(PeopleView, { course: 'c', enrolments: people }) }),
    },
    {
      name: 'results of 400 learners: as one page',
      read: () =>
        renderPage({
          ...page,
          children: h(ResultsView, {
            assignment,
            page: { results, total: 400, next: null },
            summary,
            query: {},
            nextCursor: null,
          }),
        }),
    },
    {
      name: 'statistics of 1,000 tests: as a page',
      read: () =>
        renderPage({
          ...page,
          children: h(StatisticsView, {
            assignment,
            summary,
            ranges,
            statistics,
            time: { days, outside: 0 },
            rules: [],
          }),
        }),
    },
  ]
}
