import { count, shortTime } from '../../contracts/amounts.js'
import { escapeLine } from '../../contracts/escape.js'
import { categoryTitles } from '../../contracts/report/quality-words.js'
import { AssignmentTabs } from '../assignments/assignment-tabs.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import { FindingBadge } from '../ui/badge.js'
import { DataTable } from '../ui/data-table.js'
import { Part } from '../ui/render-in-parts.js'
import { EmptyState, PageHeading, Section } from '../ui/section.js'
import { AttemptsOverTime, PassRates, ScoreDistribution } from './charts.js'
import { SummaryFacts } from './results-view.js'
import type {
  AttemptsOverTime as Timeline,
  GradeRange,
  ResultSummary,
  RuleStatistics,
  TestStatistics,
  TestStatisticsOfAll,
} from './statistics.js'

export interface StatisticsViewProps {
  assignment: Pick<AssignmentRow, 'id' | 'title'>
  summary: ResultSummary
  ranges: readonly GradeRange[]
  statistics: TestStatisticsOfAll
  time: Timeline
  /** By most learners first. */
  rules: readonly RuleStatistics[]
}

/** More tests than this are a list nobody reads; the table below has all. */
const HARDEST = 12

/** Where a class struggles, and which hidden tests may be at fault. */
export function StatisticsView({ assignment, summary, ranges, statistics, time, rules }: StatisticsViewProps) {
  return (
    <>
      <PageHeading title={assignment.title} />
      <AssignmentTabs assignment={assignment} current="statistics" />
      <SummaryFacts summary={summary} />
      {summary.submitted === 0 ? (
        <EmptyState title="There are no submissions yet." />
      ) : (
        <Charts ranges={ranges} statistics={statistics} time={time} />
      )}
      {statistics.tests.length > 0 && (
        <Section id="tests" title="Tests" aside={describeBasis(statistics)}>
          <TestTable tests={statistics.tests} />
        </Section>
      )}
      {rules.length > 0 && (
        <Section id="rules" title="Findings in the source" aside={describeBasis(statistics)}>
          <RuleTable rules={rules} />
        </Section>
      )}
    </>
  )
}

function Charts({ ranges, statistics, time }: Pick<StatisticsViewProps, 'ranges' | 'statistics' | 'time'>) {
  const hardest = statistics.tests
    .filter(({ passRate }) => passRate !== null)
    .sort((a, b) => (a.passRate ?? 1) - (b.passRate ?? 1))
    .slice(0, HARDEST)
  return (
    <div class="charts">
      <Part>
        <ScoreDistribution
          id="distribution"
          bins={ranges.map(({ from, to, learners }) => ({ from, to, count: learners }))}
        />
      </Part>
      <Part>
        <AttemptsOverTime id="attempts" days={time.days} />
      </Part>
      {hardest.length > 0 && (
        <Part>
          <PassRates
            id="pass-rates"
            tests={hardest.map(({ id, title, passed, failed, flaky }) => ({
              id,
              title,
              passed,
              total: passed + failed + flaky,
            }))}
          />
        </Part>
      )}
    </div>
  )
}

const describeBasis = ({ runs, runsLeftOut }: TestStatisticsOfAll) =>
  `Based on the attempts that count: ${count(runs, 'report')}${runsLeftOut > 0 ? `; ${runsLeftOut} with another verdict left out` : ''}.`

const percent = (rate: number | null) => (rate === null ? '–' : `${Math.round(rate * 100)} %`)

function TestTable({ tests }: { tests: readonly TestStatistics[] }) {
  return (
    <DataTable
      caption="Results of each hidden test"
      narrow="scroll"
      rows={tests}
      keyOf={({ id }) => id}
      columns={[
        { name: 'title', header: 'Test', cell: ({ title }) => <bdi>{escapeLine(title)}</bdi> },
        { name: 'group', header: 'Group', cell: ({ group }) => escapeLine(group) },
        { name: 'passed', header: 'Passed', isNumber: true, cell: ({ passRate }) => percent(passRate) },
        { name: 'failed', header: 'Failed', isNumber: true, cell: ({ failed }) => failed },
        { name: 'flaky', header: 'Flaky', isNumber: true, cell: ({ flakeRate }) => percent(flakeRate) },
        { name: 'not-run', header: 'Not run', isNumber: true, cell: ({ notRun }) => notRun },
        {
          name: 'time',
          header: 'Median time',
          isNumber: true,
          cell: ({ medianMs }) => (medianMs === null ? '–' : shortTime(medianMs)),
        },
      ]}
    />
  )
}

function RuleTable({ rules }: { rules: readonly RuleStatistics[] }) {
  return (
    <DataTable
      caption="Rules that most learners break"
      narrow="scroll"
      rows={rules}
      keyOf={({ rule }) => rule}
      columns={[
        { name: 'rule', header: 'Rule', cell: ({ rule }) => <code>{escapeLine(rule)}</code> },
        { name: 'level', header: 'Level', cell: ({ level }) => <FindingBadge level={level} /> },
        { name: 'category', header: 'Category', cell: ({ category }) => categoryTitles[category] },
        { name: 'learners', header: 'Learners', isNumber: true, cell: ({ learners }) => learners },
        { name: 'findings', header: 'Findings', isNumber: true, cell: ({ findings }) => findings },
        {
          name: 'message',
          header: 'For example',
          isProse: true,
          cell: ({ message }) => <bdi>{escapeLine(message)}</bdi>,
        },
      ]}
    />
  )
}
