import t from 'tap'
import type { AnalystLine } from '../../contracts/protocol/analyst.js'
import type { Language } from '../../contracts/language.js'
import { observationsOf, openAnalysis, parseLines } from './analyst/open-analysis.js'
import {
  hostileSources,
  learnersSettings,
  nodeSources,
  phpSources,
  pythonSources,
  rubySources,
} from './analyst/sources.js'

const tables = { node: nodeSources, python: pythonSources, php: phpSources, ruby: rubySources }
const sources = Object.entries({ ...nodeSources, ...pythonSources, ...phpSources, ...rubySources }).map(
  ([path, [source]]) => [path, source] as const,
)

const unreadOf = (lines: readonly AnalystLine[]) =>
  [...new Set(lines.flatMap((line) => (line.type === 'unread' ? [line.path] : [])))].sort()

await t.test('the linters, over a source with settings of its own that silence them or run code', async (t) => {
  await using analysis = await openAnalysis(new Map([...sources, ...Object.entries(learnersSettings)]))

  for (const [language, table] of Object.entries(tables)) {
    const printed = await analysis.print(language as Language)
    const lines = parseLines(printed)
    const found = observationsOf(lines)

    await t.test(`find in ${language} what they have to and nothing else`, async (t) => {
      for (const [path, [, expected]] of Object.entries(table)) t.same((found[path] ?? []).sort(), expected, path)
      t.same(unreadOf(lines), [])
    })
    t.same(lines.at(-1)?.type, 'analysed', `${language}: the last line says that it is all`)
    t.ok(
      lines.every((line) => line.nonce === 'n-1'),
      `${language}: every line carries the nonce`,
    )
    if (language === 'python')
      t.equal(await analysis.print('python'), printed, 'the same source is told of in the same bytes')
  }

  await t.test('look for no rule but those asked for', async (t) => {
    const lines = parseLines(await analysis.print('python', { rules: { ruff: ['F401'] } }))
    t.same(observationsOf(lines), { 'py/suppressed.py': ['ruff:F401 3'], 'py/unused.py': ['ruff:F401 1'] })
  })

  await t.test('end with a fault when asked for a rule that they do not have', async (t) => {
    for (const [language, tool, rule] of [
      ['node', 'eslint', 'no-such-rule'],
      ['python', 'bandit', 'B999'],
      ['php', 'phpcs', 'No.Such.Sniff'],
      ['ruby', 'rubocop', 'No/SuchCop'],
    ] as const) {
      const lines = parseLines(await analysis.print(language, { rules: { [tool]: [rule] } }))
      t.match(lines, [{ type: 'fault', message: new RegExp(`^${tool}: `) }], tool)
    }
  })
})

await t.test('the linters, over sources that set out to end them', async (t) => {
  const readable = Object.entries({
    'js/eval.js': nodeSources['js/eval.js'],
    'py/unused.py': pythonSources['py/unused.py'],
    'php/eval.php': phpSources['php/eval.php'],
    'rb/eval.rb': rubySources['rb/eval.rb'],
  })
  await using analysis = await openAnalysis(
    new Map([...Object.entries(hostileSources), ...readable.map(([path, row]) => [path, row?.[0] ?? ''] as const)]),
  )
  for (const [language, extension] of [
    ['node', /[jt]s$/],
    ['python', /py$/],
    ['php', /php$/],
    ['ruby', /rb$/],
  ] as const) {
    const lines = parseLines(await analysis.print(language))
    t.same(
      unreadOf(lines),
      Object.keys(hostileSources)
        .filter((path) => extension.test(path))
        .sort(),
      `${language}: each is unread`,
    )
    const [path, row] = readable.find(([name]) => extension.test(name)) ?? []
    t.same((observationsOf(lines)[path ?? ''] ?? []).sort(), row?.[1], `${language}: what can be read is read`)
  }
})
