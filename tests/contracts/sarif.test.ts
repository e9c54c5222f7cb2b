import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { readFile } from 'node:fs/promises'
import t from 'tap'
import type { QualityResult, Report } from '../../contracts/report/report.js'
import { toSarif } from '../../contracts/report/sarif.js'
import { makeDetails, makeFinding, makeQuality, qualityEndings } from '../cli/fixtures/quality-findings.js'
import { makeReport } from '../cli/fixtures/reports.js'

const schema = JSON.parse(await readFile('tests/contracts/fixtures/sarif-2.1.0.schema.json', 'utf8')) as object
const ajv = new Ajv2020({ strict: false, allErrors: true })
ajvFormats.default(ajv)
const isSarif = ajv.compile(schema)

const reportWith = (quality: QualityResult, changes: Partial<Report> = {}) =>
  makeReport({ ...changes, checks: { ...makeReport().checks, quality } })
const runOf = (quality: QualityResult, changes: Partial<Report> = {}) => {
  const [run] = toSarif(reportWith(quality, changes)).runs
  if (!run) throw new Error('a log without a run')
  return run
}
const withFindings = (...findings: ReturnType<typeof makeFinding>[]) =>
  makeQuality({ details: makeDetails({ findings }) })
const hostile = makeFinding({
  path: '../a b/C:\u0000\ud800#%?"ä.js',
  rule: '<b>',
  message: '{0} [x](y) \u0000',
  why: '[a](javascript:b)',
  fix: '</script>',
  column: null,
})

t.test('is valid SARIF 2.1.0 however the check ended and whatever was found', async (t) => {
  const notAssessed: QualityResult = {
    state: 'not-assessed',
    score: null,
    weight: 20,
    effectiveWeight: 0,
    reason: 'It failed.',
  }
  const phases = [{ name: 'quality' as const, startedAt: '2026-01-05T10:01:00.000Z', ms: 4200 }]
  for (const [name, quality] of Object.entries({ ...qualityEndings, notAssessed, hostile: withFindings(hostile) })) {
    const written = JSON.parse(JSON.stringify(toSarif(reportWith(quality, { phases })))) as unknown
    t.ok(isSarif(written), `${name}: ${ajv.errorsText(isSarif.errors)}`)
  }
  t.notOk(isSarif({ version: '2.1.0', runs: [{}] }), 'the schema refuses what is none')
})

t.test('a finding has its rule, its weight and its place below the root of the source', async (t) => {
  const { results = [], tool } = runOf(qualityEndings.found)
  t.match(results[0], {
    ruleId: 'assay:sql-from-strings',
    ruleIndex: 0,
    level: 'error',
    message: { text: 'The SQL statement is put together from strings.' },
    properties: { category: 'security' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'src/db/store.js', uriBaseId: '%SRCROOT%' },
          region: { startLine: 7, startColumn: 31, endLine: 7 },
        },
      },
    ],
  })
  t.same(
    results.map(({ level }) => level),
    ['error', 'error', 'error', 'warning', 'warning', 'warning', 'note'],
  )
  for (const { ruleId, ruleIndex } of results) t.equal(tool.driver.rules?.[ruleIndex ?? -1]?.id, ruleId)
})

t.test('a rule is listed once, with why it matters and how to fix it', async (t) => {
  const { rules = [] } = runOf(qualityEndings.found).tool.driver
  t.equal(rules.filter(({ id }) => id === 'eslint:eqeqeq').length, 1)
  t.match(rules.at(-1), {
    help: { text: 'Why: Whoever reads it looks for a use that is not there.\n\nHow to fix it: Delete it.' },
    defaultConfiguration: { level: 'note' },
    properties: { tags: ['maintainability'] },
  })
})

t.test('a path becomes an address that can only be a path, and text no markup', async (t) => {
  const { results = [], tool } = runOf(withFindings(hostile))
  const { artifactLocation, region } = results[0]?.locations?.[0]?.physicalLocation ?? {}
  t.equal(artifactLocation?.uri, '../a%20b/C%3A%00%EF%BF%BD%23%25%3F%22%C3%A4.js')
  t.equal(results[0]?.message.text, '{{0}} [x](y) \u0000')
  t.same(region, { startLine: 7, endLine: 7 })
  t.match(tool.driver.rules?.[0]?.help?.markdown ?? '', '\\[a\\]\\(javascript:b\\)')
})

t.test('a finding keeps its fingerprint when lines move, and equal ones have their own', async (t) => {
  const prints = (...lines: number[]) =>
    runOf(withFindings(...lines.map((line) => makeFinding({ line })))).results?.map(
      ({ partialFingerprints }) => partialFingerprints?.['assayFinding/v1'],
    )
  t.same(prints(7, 9), prints(8, 30))
  t.equal(new Set(prints(7, 9)).size, 2)
})

t.test('what was not read is told, and a source that was not read has no results', async (t) => {
  const { invocations, results } = runOf(qualityEndings.many)
  t.equal(results?.length, 30)
  t.match(invocations?.[0]?.toolExecutionNotifications, [
    { level: 'warning', message: { text: /^Not analysed: It has 100000/ }, locations: [{}] },
    {},
    { message: { text: '112 findings of less weight are not listed.' } },
  ])
  t.notOk('results' in runOf(qualityEndings.skipped))
  t.match(runOf(qualityEndings.skipped).invocations, [
    { executionSuccessful: true, toolExecutionNotifications: [{ message: { text: /only where the service works/ } }] },
  ])
  t.same(runOf(qualityEndings.clean).results, [])
})
