import t from 'tap'
import { SpeedExaminer } from './speed-examiner.js'

const request = `{ name: 'read', make: ({ nonce }) => ({ path: '/' + nonce }), check: () => {} }`

async function findFault(source: string) {
  await using examiner = new SpeedExaminer()
  examiner.load(source)
  const { message, mistakeAt } = await examiner.next('fault')
  return { message, mistakeAt, exitCode: await examiner.exitCode }
}

t.test('names every scenario with its options before anything runs', async (t) => {
  await using examiner = new SpeedExaminer()
  examiner.load(`
    scenario('Reads one', { requests: [${request}] })
    scenario('Pages', { id: 'pages', weight: 2, hint: 'Ask once.', unit: 'one page of 10', rows: 250, perSecond: 40, requestsPerTurn: 80,
      thresholds: { memory: null, statements: { full: 1, none: 4 } }, seed: () => {}, requests: [${request}], audit: () => {} })`)
  const first = await examiner.next('scenario')
  const second = await examiner.next('scenario')
  t.same(await examiner.next('loaded'), { nonce: 'n-1', type: 'loaded', id: 1, total: 2 })
  t.same(first.scenario, {
    id: 'reads-one',
    title: 'Reads one',
    hint: null,
    weight: 1,
    unit: 'a request',
    rows: null,
    perSecond: 80,
    requestsPerTurn: 40,
    thresholds: {},
    hasAudit: false,
    file: 'hidden/speed/a.speed.mjs',
  })
  t.same(second.scenario.thresholds, { memory: null, statements: { full: 1, none: 4 } })
  t.same([second.scenario.rows, second.scenario.unit, second.scenario.hasAudit], [250, 'one page of 10', true])
})

const mistakes: [source: string, message: RegExp][] = [
  [`scenario('a', { requests: [] })`, /"a": it has no requests/],
  [`scenario('', { requests: [${request}] })`, /needs a title/],
  [`scenario('a', { request: [${request}] })`, /there is no option "request"; the options are/],
  [`scenario('a', { requests: [${request}], weight: -1 })`, /"weight" must be a number from 0 to 1000/],
  [`scenario('a', { requests: [${request}], rows: 100 })`, /"rows" but no function "seed"/],
  [`scenario('a', { requests: [${request}], seed: () => {} })`, /"seed" but no "rows"/],
  [`scenario('a', { requests: [${request}], rows: 10000, seed: () => {} })`, /from 1 to 6250: sixteen times/],
  [`scenario('a', { requests: [${request}], perSecond: 2, requestsPerTurn: 200 })`, /takes longer than 20 seconds/],
  [
    `scenario('a', { requests: [${request}], thresholds: { speed: { full: 1, none: 2 } } })`,
    /there is no measure "speed"; the measures are cpu/,
  ],
  [
    `scenario('a', { requests: [${request}], thresholds: { cpu: { full: 3, none: 2 } } })`,
    /the threshold of cpu must be null or/,
  ],
  [`scenario('a', { requests: [{ name: 'x', make: () => ({}) }] })`, /request 1 has no "check"/],
  [`scenario('a', { requests: [${request}, ${request}] })`, /two of its requests have the name "read"/],
  [`scenario('a', { requests: [{ name: 'x', make: 1, check: () => {} }] })`, /request 1: "make" must be a function/],
  [
    `scenario('a', { requests: [${request}] }); scenario('a', { requests: [${request}] })`,
    /Two scenarios have the id "a": one in hidden\/speed\/a/,
  ],
  [`const nothing = 1`, /^The file registers no scenario/],
  [`scenario('a', `, /^The file does not load: SyntaxError/],
  [`nonsense()`, /^The file does not load: ReferenceError: nonsense is not defined$/],
]

for (const [source, message] of mistakes) {
  t.test(`refuses ${source.slice(0, 100)}`, async (t) => {
    const fault = await findFault(source)
    t.match(fault.message, message)
    t.match(fault.mistakeAt, /^hidden\/speed\//)
    t.equal(fault.exitCode, 1)
  })
}
