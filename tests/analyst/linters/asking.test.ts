import t from 'tap'
import { analysisTools } from '../../../contracts/protocol/analyst-limits.js'
import { parseRequest } from '../../../sandbox-images/analyst/readers.js'

const request = {
  nonce: 'n',
  language: 'node',
  rules: { eslint: ['no-eval', '@typescript-eslint/no-explicit-any', 'sonarjs/no-dead-store'] },
}

t.test('the analyst takes a request of the form that the protocol has, for every tool of it', async (t) => {
  const rules = Object.fromEntries(analysisTools.map((tool) => [tool, ['Generic.PHP.Eval']]))
  t.same(parseRequest(JSON.stringify({ ...request, rules })), { ...request, rules })
  t.same(parseRequest(JSON.stringify({ ...request, rules: {} })).rules, {})
})

const refused: [title: string, change: object][] = [
  ['an empty nonce', { nonce: '' }],
  ['a language that it does not know', { language: 'cobol' }],
  ['a language that every object has', { language: 'constructor' }],
  ['a tool that it does not know', { rules: { pylint: [] } }],
  ['rules that are no list', { rules: { eslint: 'no-eval' } }],
  ['a name that would end an element of a rule set', { rules: { phpmd: ['x"/><rule ref="y'] } }],
  ['a key that nobody asked for', { config: '/app/eslint.config.js' }],
]

for (const [title, change] of refused) {
  t.test(`the analyst refuses ${title}`, async (t) => {
    t.throws(() => parseRequest(JSON.stringify({ ...request, ...change })))
  })
}
