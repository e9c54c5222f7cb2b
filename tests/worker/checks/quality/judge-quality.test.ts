import t from 'tap'
import { Value } from 'typebox/value'
import { type FindingCategory, QualityDetailsSchema } from '../../../../contracts/report/quality-report.js'
import { type Analysis, findGivenLines } from '../../../../worker/checks/quality/analysis.js'
import { ruleTables } from '../../../../worker/checks/quality/rules/rule-tables.js'
import { judgeQuality } from '../../../../worker/checks/quality/score.js'

type Observation = Analysis['observations'][number]
type FunctionFact = Analysis['functions'][number]

const nothing: Analysis = {
  observations: [],
  functions: [],
  duplicates: [],
  files: [{ path: 'a.js', lines: 200 }],
  unread: [],
  tools: { eslint: '10.15.0' },
}
const nothingIsGiven = () => false
const judge = (
  changes: Partial<Analysis>,
  reference: Analysis | null = null,
  isGiven = nothingIsGiven as Parameters<typeof judgeQuality>[2],
) => judgeQuality({ ...nothing, ...changes }, reference, isGiven)

const observe = (rule: string, line: number, changes: Partial<Observation> = {}): Observation => {
  const [tool = '', name = ''] = rule.split(':')
  return {
    tool: tool as Observation['tool'],
    rule: name,
    path: 'a.js',
    line,
    column: 3,
    endLine: line,
    message: 'Seen.',
    ...changes,
  }
}
const functionOf = (changes: Partial<FunctionFact>): FunctionFact => ({
  path: 'a.js',
  line: 1,
  endLine: 90,
  name: 'handle',
  lines: 20,
  cyclomatic: 3,
  cognitive: 3,
  nesting: 1,
  ...changes,
})
const lostIn = ({ details }: ReturnType<typeof judge>, category: FindingCategory) =>
  details.categories.find((result) => result.category === category)?.lost

t.test('a source in which nothing is found has all points, and details that a report takes', async (t) => {
  const { score, details } = judge({})
  t.equal(score, 100)
  t.ok(Value.Check(QualityDetailsSchema, details))
})

t.test('a severe finding costs twelve points, and a rule no more than three of its findings', async (t) => {
  const sql = (count: number) => Array.from({ length: count }, (_, at) => observe('assay:sql-from-strings', 10 + at))
  t.equal(judge({ observations: sql(1) }).score, 88)
  t.equal(judge({ observations: sql(9) }).score, 64)
})

t.test('a category costs no more than its cap', async (t) => {
  const rules = [
    'sql-from-strings',
    'command-injection',
    'path-traversal',
    'secret-in-source',
    'weak-password-hash',
    'tls-check-disabled',
  ]
  const judged = judge({ observations: rules.map((rule, at) => observe(`assay:${rule}`, at + 1)) })
  t.equal(lostIn(judged, 'security'), 50)
  t.equal(judged.score, 50)
})

t.test('what two tools say of one line is told once, in the graver words', async (t) => {
  const { details } = judge({
    observations: [
      observe('bandit:B604', 7),
      observe('assay:command-injection', 7),
      observe('assay:command-injection', 8),
    ],
  })
  t.same(
    details.findings.map(({ rule, line }) => `${rule} ${line}`),
    ['assay:command-injection 7', 'assay:command-injection 8'],
  )
})

t.test('findings come the gravest first, then by place, in whatever order they were told', async (t) => {
  const observations = [
    observe('assay:unused-function', 1),
    observe('assay:sql-from-strings', 90),
    observe('assay:sql-from-strings', 5, { path: 'b.js' }),
  ]
  const told = (list: Observation[]) =>
    judge({ observations: list }).details.findings.map(({ path, line }) => `${path}:${line}`)
  t.same(told(observations), ['a.js:90', 'b.js:5', 'a.js:1'])
  t.same(told(observations.toReversed()), told(observations))
})

t.test('a message that is hard to understand is replaced, any other is kept', async (t) => {
  const messageOf = (rule: string, message: string) =>
    judge({ observations: [observe(rule, 1, { message })] }).details.findings[0]?.message
  t.equal(
    messageOf('bandit:B201', 'A Flask app appears to be run with debug=True, which exposes the Werkzeug debugger.'),
    'Flask runs with debug=True.',
  )
  t.equal(
    messageOf('ruff:PLW1508', 'Invalid type for environment variable default; expected `str` or `None`'),
    'The default value for an environment variable is not a string.',
  )
  t.equal(
    messageOf('eslint:no-unused-vars', "'count' is assigned a value but never used."),
    "'count' is assigned a value but never used.",
  )
})

t.test('messages of our own are sentences', async (t) => {
  const messages = Object.values(ruleTables)
    .flatMap((table) => Object.values(table))
    .flatMap(({ message }) => message ?? [])
  t.ok(messages.length > 0)
  t.same(
    messages.filter((message) => !/^[A-Z].*[^.]\.$/.test(message)),
    [],
  )
})

t.test('a rule that nobody asked for is a fault of ours', async (t) => {
  t.throws(() => judge({ observations: [observe('eslint:made-up', 1)] }), /was not requested/)
})

t.test('a function beyond a bound is a finding, unless the reference has as much', async (t) => {
  const functions = [functionOf({ lines: 90 }), functionOf({ name: 'small' })]
  const judged = judge({ functions })
  t.match(judged.details.findings, [
    { rule: 'assay:function-too-long', message: /^handle has 90 lines of code; the usual maximum is 60/ },
  ])
  t.match(judged.details.structure[0], { name: 'function-lines', submission: 90, bound: 60, reference: null })
  t.equal(judge({ functions }, { ...nothing, functions: [functionOf({ lines: 95 })] }).score, 100)
})

t.test('code that stands twice is a finding where it is too much of the whole', async (t) => {
  const duplicates: Analysis['duplicates'] = [
    {
      lines: 10,
      places: [
        { path: 'a.js', line: 1, endLine: 10 },
        { path: 'a.js', line: 50, endLine: 59 },
      ],
    },
  ]
  t.equal(judge({ duplicates }).score, 100)
  const judged = judge({ duplicates, files: [{ path: 'a.js', lines: 100 }] })
  t.match(judged.details.findings, [
    { rule: 'assay:duplicated-code', line: 50, message: /^10 lines are also in a.js:1/ },
  ])
  t.equal(judged.details.structure.at(-1)?.submission, 10)
})

t.test('what no tool could read is told, and costs', async (t) => {
  const { score, details } = judge({ unread: [{ path: 'big.js', reason: 'larger than 512 kB' }] })
  t.equal(score, 96)
  t.same(details.unread, [{ path: 'big.js', reason: 'larger than 512 kB' }])
})

t.test('where next to nothing can be read, quality counts by what could be', async (t) => {
  const reference: Analysis = { ...nothing, files: [{ path: 'a.js', lines: 400 }] }
  t.equal(judge({ files: [] }).score, 0)
  t.equal(judge({ files: [], unread: [{ path: 'all.js', reason: 'larger than 512 kB' }] }, reference).score, 0)
  const { score, details } = judge({ files: [{ path: 'a.js', lines: 50 }] }, reference)
  t.equal(score, 49.5)
  t.match(details.findings, [{ rule: 'assay:little-to-read', path: '.', message: /^50 lines of source could be read/ }])
  t.equal(judge({ files: [{ path: 'a.js', lines: 100 }] }, reference).score, 100)
})

t.test('what was given is not held against a learner, wherever they moved it', async (t) => {
  const given = "const server = eval('x')\nlisten()\n"
  const tree = (text: string) => new Map([['a.js', Buffer.from(text)]])
  const isGiven = findGivenLines(tree(`// mine\n${given}eval('mine')\n`), tree(given))
  const observations = [observe('eslint:no-eval', 2), observe('eslint:no-eval', 4)]
  const { details } = judge(
    { observations, functions: [functionOf({ line: 2, endLine: 3, lines: 99 })] },
    null,
    isGiven,
  )
  t.same(
    details.findings.map(({ line }) => line),
    [4],
  )
  t.equal(details.structure[0]?.submission, 0)
})
