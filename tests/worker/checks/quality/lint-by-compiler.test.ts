import t from 'tap'
import { lintByCompiler } from '../../../../worker/checks/quality/compilers.js'
import type { ToolEnd, ToolPlan } from '../../../../worker/sandbox/tool.js'

const rules = ['empty-catch', 'CA2100']
const signal = new AbortController().signal

/** A pod whose tool ends as told; lines get the nonce that the tool was given. */
function podThatEnds(end: Partial<ToolEnd>, lines: readonly object[] = []) {
  const plans: ToolPlan[] = []
  const runTool = async (plan: ToolPlan): Promise<ToolEnd> => {
    plans.push(plan)
    const nonce = plan.input?.split('\n')[0]
    const stdout = lines.map((line) => JSON.stringify({ nonce, ...line })).join('\n')
    return { exitCode: 0, limit: null, stdout, stderr: '', ...end }
  }
  return { plans, runTool }
}

const warning = {
  type: 'observation',
  rule: 'empty-catch',
  path: 'src/A.java',
  line: 3,
  column: 7,
  message: 'It disappears.',
}
const linted = { type: 'linted', tools: { javac: '25' } }

const sarif = (...results: object[]) => ({ type: 'sarif', sarif: { version: '2.1.0', runs: [{ results }] } })
const result = (uri: string, ruleId = 'CA2100') => ({
  ruleId,
  message: { text: 'A query.' },
  locations: [
    { physicalLocation: { artifactLocation: { uri }, region: { startLine: 4, startColumn: 9, endLine: 5 } } },
  ],
})

t.test('what the compiler of Java says becomes observations, and it is given the rules alone', async (t) => {
  const pod = podThatEnds({}, [warning, { type: 'unread', path: 'B.java', reason: 'it is larger than 512 kB' }, linted])
  const { observations, unread, tools } = await lintByCompiler(pod, 'java', rules, signal)
  t.match(observations, [{ tool: 'javac', rule: 'empty-catch', path: 'src/A.java', line: 3, column: 7, endLine: 3 }])
  t.same(unread, [{ path: 'B.java', reason: 'it is larger than 512 kB' }])
  t.same(tools, { javac: '25' })
  t.match(pod.plans[0], { image: 'java', command: ['lint-source'], input: /^[\w-]+\nempty-catch\nCA2100\n\n$/ })
})

t.test('of a log in SARIF, places in the source count, suppressed or not', async (t) => {
  const suppressed = { ...result('file:///app/Data/My%20Store.cs'), suppressions: [{ kind: 'inSource' }] }
  const lines = [
    sarif(suppressed, result('file:///app/A.cs', 'CS0103'), result('/tmp/generated.cs'), {
      ruleId: 'CA2100',
      message: { text: 'Of the project.' },
    }),
    linted,
  ]
  const { observations } = await lintByCompiler(podThatEnds({}, lines), 'dotnet', rules, signal)
  t.match(observations, [
    { tool: 'roslyn', rule: 'CA2100', path: 'Data/My Store.cs', line: 4, column: 9, endLine: 5, message: 'A query.' },
  ])
  t.equal(observations.length, 1)
})

t.test('a compiler that the source brings to its end is an outcome', async (t) => {
  const ends: Partial<ToolEnd>[] = [
    { limit: 'time', exitCode: 137 },
    { limit: 'memory', exitCode: 137 },
    { limit: 'output' },
    { exitCode: 134 },
    { exitCode: 3 },
  ]
  for (const end of ends) {
    const { observations, unread } = await lintByCompiler(podThatEnds(end, [warning]), 'java', rules, signal)
    t.same(observations, [])
    t.match(unread, [{ path: '.', reason: /compiler/ }])
  }
})

t.test('a compiler that does not work, or answers in another way, is our fault', async (t) => {
  const faults: [Partial<ToolEnd>, object[]][] = [
    [{ exitCode: 127, stderr: 'not found' }, []],
    [{ exitCode: 70, stderr: 'there is no room to work in' }, [linted]],
    [{ exitCode: 137 }, []],
    [{}, []],
    [{}, [warning]],
    [{}, [linted, linted]],
    [{}, [{ ...warning, nonce: 'other' }, linted]],
    [{}, [{ ...warning, line: 0 }, linted]],
    [{}, [{ ...warning, rule: 'never-asked-for' }, linted]],
    [{ stdout: 'no JSON' }, []],
  ]
  for (const [end, lines] of faults) await t.rejects(lintByCompiler(podThatEnds(end, lines), 'java', rules, signal))
  await t.rejects(
    lintByCompiler(podThatEnds({}, [{ type: 'sarif', sarif: { version: '1.0' } }, linted]), 'dotnet', rules, signal),
  )
})

t.test('a check that was called off reads nothing', async (t) => {
  const pod = podThatEnds({}, [linted])
  await t.rejects(lintByCompiler(pod, 'java', rules, AbortSignal.abort(new Error('called off'))), {
    message: 'called off',
  })
  t.same(pod.plans, [])
})
