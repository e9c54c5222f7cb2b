import { StatisticsView, type StatisticsViewProps } from '../../../api/results/statistics-view.js'
import { hostileLine } from './hostile-text.js'

const titles = [
  'Creates a to-do',
  'Keeps a to-do across a restart',
  'Counts the time of twenty callers at once without losing any of it',
  hostileLine,
]

const props: StatisticsViewProps = {
  assignment: { id: 'x', title: 'A to-do list API' },
  summary: {
    learners: 120,
    submitted: 117,
    attempts: 301,
    graded: 115,
    late: 3,
    overridden: 1,
    medianGrade: 83.5,
    meanGrade: 78.1,
    waiting: 1,
    running: 1,
    verdicts: { assessed: 108, crashed: 5, 'build-failed': 2 },
  },
  ranges: [4, 1, 0, 2, 6, 9, 21, 34, 28, 12].map((learners, index) => ({
    from: index * 10,
    to: (index + 1) * 10,
    learners,
  })),
  statistics: {
    runs: 108,
    runsLeftOut: 7,
    tests: titles.map((title, index) => ({
      id: `t${index}`,
      title,
      group: index < 2 ? 'Basics' : hostileLine,
      points: index + 1,
      passed: 108 - index * 36,
      failed: index * 35,
      flaky: Math.min(index, 1),
      notRun: 0,
      passRate: 1 - index / 3,
      flakeRate: index === 0 ? 0 : 0.01,
      medianMs: index === 3 ? null : 40 * (index + 1),
    })),
  },
  time: {
    days: Array.from({ length: 21 }, (_, index) => ({
      day: new Date(Date.UTC(2026, 0, 1 + index)),
      attempts: (index * index) % 37,
      learners: index,
    })),
    outside: 0,
  },
  rules: [
    {
      rule: 'assay:sql-from-strings',
      category: 'security',
      level: 'severe',
      learners: 31,
      findings: 74,
      message: 'The text of this query is built from values.',
    },
    {
      rule: 'eslint:eqeqeq',
      category: 'correctness-risk',
      level: 'slight',
      learners: 22,
      findings: 95,
      message: "Expected '===' and instead saw '=='.",
    },
    { rule: 'roslyn:CA2100', category: 'security', level: 'notable', learners: 1, findings: 1, message: hostileLine },
  ],
}

/** Where a class struggles, with rules that it breaks. */
export const statisticsPages = { statistics: () => <StatisticsView {...props} /> }
