import { renderToString } from 'preact-render-to-string'
import t from 'tap'
import { ReportView } from '../../../api/submissions/report/report-view.js'
import { readExcerpts } from '../../../api/submissions/report/excerpts.js'
import type { QualityResult } from '../../../contracts/report/report.js'
import { makeDetails, makeFinding, makeQuality, qualityEndings } from '../../cli/fixtures/quality-findings.js'
import { qualitySource } from '../../cli/fixtures/quality-source.js'
import { makeReport } from '../../cli/fixtures/reports.js'

const source = { files: qualitySource, hrefOf: (path: string) => `/files?path=${encodeURIComponent(path)}` }
const show = (quality: QualityResult, handedIn: typeof source | null = source) =>
  renderToString(
    <ReportView
      report={makeReport({ checks: { ...makeReport().checks, quality } })}
      source={handedIn}
      sarifHref="/report?format=sarif"
    />,
  )

t.test('a report of a source that was not read says why among its checks, and has no section', async (t) => {
  const html = show(qualityEndings.skipped)
  t.notMatch(html, 'id="quality"')
  t.match(html, 'The source is read only where the service works')
})

t.test('says what was earned, and what each category cost of what it may cost', async (t) => {
  const html = show(qualityEndings.found)
  t.match(html, /id="quality".*51 of 100, 20 % of the score; 7 findings/s)
  t.match(
    html,
    /Security<\/th><td class="number" data-label="Findings">3<\/td><td class="number" data-label="Points lost">36<\/td><td class="number" data-label="At most">50/,
  )
})

t.test('a finding stands below its line, among the lines around it, which lead to the whole file', async (t) => {
  const html = show(qualityEndings.found)
  t.match(
    html,
    /<li class="is-meant"><p class="excerpt-line"><a href="\/files\?path=src%2Fdb%2Fstore.js#L7" data-line="7"[^>]*><\/a><code>\tconst { rows } = await[^]*?<\/code><\/p><p class="excerpt-message">The SQL statement is put together from strings\./,
  )
  t.match(html, 'id="finding-1"')
  t.match(html, 'A semicolon in the text runs whatever stands behind it.')
})

t.test('what a rule is about is said once; the next finding of it leads there', async (t) => {
  const html = show(qualityEndings.found)
  t.equal(html.match(/It converts its sides/g)?.length, 1)
  t.match(html, /see <a href="#finding-5">line 9 of/)
})

t.test('ten findings are open, the rest behind a click, and how many the report leaves off is told', async (t) => {
  const html = show(qualityEndings.many)
  t.match(html, '<summary>20 more findings</summary>')
  t.match(html, '112 less serious findings are not listed.')
  t.equal(html.split('<summary>20 more')[0]?.match(/class="finding"/g)?.length, 10)
  t.match(html, '<summary>2 files could not be read</summary>')
})

t.test('without the source findings are told without their lines', async (t) => {
  const html = show(qualityEndings.found, null)
  t.notMatch(html, 'class="excerpt')
  t.match(html, '<p class="finding-message">The SQL statement')
  t.match(
    show(makeQuality({ details: makeDetails({ findings: [makeFinding({ path: 'gone.js' })] }) })),
    '<p class="finding-message">',
  )
})

t.test('offers the findings as a file, where there are any', async (t) => {
  t.match(show(qualityEndings.found), '<a class="button" href="/report?format=sarif" download>Findings as SARIF</a>')
  t.notMatch(show(qualityEndings.clean), 'SARIF')
  t.match(show(qualityEndings.clean), 'No problems found.')
})

t.test('measures beyond their bound stand out, and own tests that failed have their log open', async (t) => {
  t.match(show(qualityEndings.found), /Longest function <span class="badge tone-warn">too much/)
  t.equal(show(qualityEndings.found).match(/too much/g)?.length, 1)
  t.match(
    show(qualityEndings.found),
    /npm test: not all of your tests pass[^]*<details class="more" open><summary>Last output of your tests/,
  )
})

t.test('own tests that were not found have the reason below', async (t) => {
  const ownTests = {
    state: 'none' as const,
    passed: null,
    failed: null,
    coverage: null,
    command: 'npm test',
    log: 'package.json has no script "test".',
  }
  const html = show(makeQuality({ details: makeDetails({ ownTests }) }))
  t.match(html, /No tests of your own were found\.[^]*<summary>Why none were found<[^]*package\.json has no script/)
})

t.test('leads from the top to what costs most, where quality alone costs points', async (t) => {
  t.match(
    show(qualityEndings.found),
    /Start with src\/db\/store.js, line 7: The SQL statement is put together from strings\.[^]*<a href="#finding-1">Go to what costs the most points/,
  )
  t.notMatch(show(qualityEndings.clean), 'Go to what costs the most points')
})

t.test(
  'an excerpt has two lines around, at most eight of a long finding, and of a long line the part that is meant',
  async (t) => {
    const numbers = (changes: Parameters<typeof makeFinding>[0]) =>
      readExcerpts(qualitySource, [makeFinding(changes)])[0]?.lines.map(({ number, isMeant }) =>
        isMeant ? -number : number,
      )
    t.same(numbers({ line: 1 }), [-1, 2, 3])
    t.same(numbers({ line: 16 }), [14, 15, -16])
    t.same(numbers({ line: 3, endLine: 16 }), [1, 2, -3, -4, -5, -6, -7, -8, -9, -10])
    t.equal(readExcerpts(qualitySource, [makeFinding({ line: 3, endLine: 16 })])[0]?.left, 6)
    t.same(readExcerpts(qualitySource, [makeFinding({ line: 99 }), makeFinding({ path: 'gone.js' })]), [null, null])
    const long = new Map([['a.js', Buffer.from(`${'x'.repeat(700)}eval(y)${'z'.repeat(700)}`)]])
    t.match(
      readExcerpts(long, [makeFinding({ path: 'a.js', line: 1, column: 701 })])[0]?.lines[0]?.text,
      /^…x{99,100}eval\(y\)z+…$/,
    )
    t.match(readExcerpts(long, [makeFinding({ path: 'a.js', line: 1, column: null })])[0]?.lines[0]?.text, /^x{300}…$/)
  },
)
