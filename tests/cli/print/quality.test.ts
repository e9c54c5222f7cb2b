import t from 'tap'
import { makePage } from '../../../cli/print/page.js'
import { printQuality } from '../../../cli/print/quality.js'
import { printReport } from '../../../cli/print/report.js'
import { makeDetails, makeFinding, makeQuality, qualityEndings } from '../fixtures/quality-findings.js'
import { makeReport } from '../fixtures/reports.js'

const print = (columns: number, quality = qualityEndings.found) =>
  printQuality(quality, makePage({ columns, hasColour: false })).join('\n')

t.test('prints nothing where the source was not read, and why among the checks', async (t) => {
  t.same(printQuality(qualityEndings.skipped, makePage({ columns: 100, hasColour: false })), [])
  const report = makeReport({ checks: { ...makeReport().checks, quality: qualityEndings.skipped } })
  t.match(
    printReport(report, makePage({ columns: 100, hasColour: false })),
    'skipped, its 20 % redistributed: The source is read only',
  )
})

t.test('prints the score, what each category cost of its cap, and no category that cost nothing', async (t) => {
  t.match(
    print(100),
    /^Quality {2}51 of 100, 20 % of the score; 7 findings\n {2}Security: 3 findings, lost 36 of at most 50 points\n/,
  )
  t.notMatch(print(100), 'Style')
})

t.test(
  'prints the five gravest by the place that an editor opens, with how to mend them, and how many more there are',
  async (t) => {
    const printed = print(100, qualityEndings.many)
    t.match(
      printed,
      '    ✗ src/db/store.js:7:31\n        The SQL statement is put together from strings.\n        Fix    Write placeholders ($1, ?)',
    )
    t.equal(printed.match(/Fix {4}/g)?.length, 5)
    t.match(printed, '… 137 more findings')
    t.match(printed, '2 files could not be read: src/data.js, src/image.py.')
  },
)

t.test("tells of a measure that is too much, and of the learner's own tests", async (t) => {
  t.match(print(100), 'Longest function: 64 lines (recommended: at most 60 lines).')
  t.notMatch(print(100), 'Deepest nesting')
  t.match(
    print(200),
    'npm test: not all of your tests pass: 7 passed, 1 failed. They cover 64.2 % of the lines of your source.',
  )
  t.match(print(100), '    ✖ refuses an empty title (1.4ms)', 'and which of them failed')
  t.notMatch(print(100), 'keeps what it was given')
  t.match(print(100, qualityEndings.many), 'No tests of your own were found')
})

t.test('keeps to a narrow terminal, and a path to its line', async (t) => {
  t.same(
    print(60)
      .split('\n')
      .filter((line) => line.length > 60),
    [],
  )
  t.match(
    print(100, makeQuality({ details: makeDetails({ findings: [makeFinding({ path: 'a\nb', column: null })] }) })),
    '✗ a\\nb:7\n',
  )
})
