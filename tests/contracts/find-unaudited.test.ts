import t from 'tap'
import { findUnaudited } from '../../contracts/exercise/find-unaudited.js'
import { treeOf } from '../tree-of.js'

const unauditedIn = (source: string, more: Record<string, string> = {}) =>
  findUnaudited(treeOf({ 'hidden/speed/a.speed.mjs': source, ...more }))

const kindOf = (make: string, more = '') => `{ name: 'x', make: ${make}, check, ${more} }`
const scenarioOf = (kind: string, more = '') => `\nscenario('Notes', { id: 'notes', requests: [${kind}], ${more} })`

t.test('a scenario that writes and has no audit is named, with its place and what it sends', async (t) => {
  t.match(unauditedIn(scenarioOf(kindOf("() => ({ method: 'PATCH', path: '/' })"))), [
    { pointer: 'hidden/speed/a.speed.mjs:2', detail: /^The scenario "Notes" sends PATCH and has no "audit"/ },
  ])
})

const unaudited: [what: string, source: string, more?: Record<string, string>][] = [
  [
    'one of its kinds writes',
    scenarioOf(`${kindOf("() => ({ path: '/' })")}, ${kindOf("() => { return { path: '/', 'method': 'delete' } }")}`),
  ],
  [
    'its method is no plain text',
    scenarioOf(kindOf("({ random }) => ({ method: random.pick(['PUT', 'GET']), path: '/' })")),
  ],
  [
    'its method is a variable of that name',
    scenarioOf(kindOf("() => { const method = 'PUT'; return { method, path: '/' } }")),
  ],
  [
    'its method is set afterwards',
    scenarioOf(kindOf("() => { const made = { path: '/' }; made.method = 'PUT'; return made }")),
  ],
  [
    'its method is set by a key in brackets',
    scenarioOf(kindOf("() => { const made = { path: '/' }; made['method'] = 'PUT'; return made }")),
  ],
  ['its method has a key in brackets', scenarioOf(kindOf("() => ({ ['method']: 'PUT', path: '/' })"))],
  [
    'another object is laid over its request',
    `const put = { method: 'PUT' }${scenarioOf(kindOf("() => Object.assign({ path: '/' }, put)"))}`,
  ],
  [
    'a function changes its request',
    `const put = (made) => ({ ...made, method: 'PUT' })${scenarioOf(kindOf("() => put({ path: '/' })"))}`,
  ],
  ['its audit is null', scenarioOf(kindOf("() => ({ method: 'POST', path: '/' })"), 'audit: null')],
  [
    'a function of the file makes its request',
    `const change = () => ({ method: 'PUT', path: '/' })${scenarioOf(kindOf('change'))}`,
  ],
  [
    'its request takes another over',
    `const base = { method: 'PUT' }${scenarioOf(kindOf("() => ({ ...base, path: '/' })"))}`,
  ],
  [
    'its requests are made elsewhere in the file',
    `const requests = [${kindOf("() => ({ method: 'PUT', path: '/' })")}]\nscenario('Notes', { requests })`,
  ],
  [
    'a module it imports makes its request',
    `import { change } from './make.mjs'${scenarioOf(kindOf('change'))}`,
    {
      'hidden/speed/make.mjs': "import { put } from '../put.mjs'\nexport const change = () => put('/')",
      'hidden/put.mjs': "export const put = (path) => ({ method: 'PUT', path })",
    },
  ],
  [
    'it is registered under another name',
    `import { scenario as measure } from '@assay/kit'${scenarioOf(kindOf("() => ({ method: 'PUT', path: '/' })")).replace('scenario(', 'measure(')}`,
  ],
]

for (const [what, source, more] of unaudited) {
  t.test(`a scenario is named where ${what}`, async (t) => {
    t.equal(unauditedIn(source, more).length, 1)
  })
}

const fine: [what: string, source: string, more?: Record<string, string>][] = [
  ['reads', scenarioOf(kindOf("() => ({ method: 'get', path: '/' })"))],
  ['has an audit', scenarioOf(kindOf("() => ({ method: 'POST', path: '/' })"), 'async audit() {}')],
  ['has an audit that is defined elsewhere', scenarioOf(kindOf("() => ({ method: 'POST', path: '/' })"), 'audit')],
  [
    'says that its POST writes nothing',
    scenarioOf(kindOf("() => ({ method: 'POST', path: '/search' })", 'writes: false')),
  ],
  [
    'only seeds by writing',
    scenarioOf(kindOf("() => ({ path: '/' })"), "rows: 1, seed: ({ http }) => http.post('/notes')"),
  ],
  [
    'reads beside one that is audited',
    `${scenarioOf(kindOf("() => ({ path: '/' })"))}${scenarioOf(kindOf("() => ({ method: 'PUT', path: '/' })"), 'audit')}`,
  ],
  ['is no JavaScript, which is named elsewhere', "scenario('Notes', {"],
]

for (const [what, source, more] of fine) {
  t.test(`a scenario is not named where it ${what}`, async (t) => {
    t.same(unauditedIn(source, more), [])
  })
}
