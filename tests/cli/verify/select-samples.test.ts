import t from 'tap'
import { findSamples } from '../../../cli/verify/samples.js'
import { selectSamples } from '../../../cli/verify/select-samples.js'
import { makePackage } from '../fixtures/packages.js'

const samples = findSamples(
  makePackage({ 'submissions/crashed/node-exit/server.js': '', 'submissions/wrong-answer/python-slow.start/main.py': '' }),
)
const names = (only?: string, language?: 'node' | 'python') => selectSamples(samples, only, language).map(({ name }) => name)

t.test('selects all where nothing is asked', async (t) => t.equal(names().length, samples.length))

t.test('selects by whole name, own name, folder, and path', async (t) => {
  t.same(names('crashed/node-exit'), ['crashed/node-exit'])
  t.same(names('node-exit'), ['crashed/node-exit'])
  t.same(names('crashed'), ['crashed/node-exit'])
  t.same(names('submissions/crashed/node-exit/'), ['crashed/node-exit'])
})

t.test('takes * for any letters, and all else for itself', async (t) => {
  t.same(names('*-reference'), ['accepted/node-reference', 'accepted/python-reference'])
  t.same(names('python-slow.start'), ['wrong-answer/python-slow.start'])
  t.throws(() => names('python-slow?start'), { code: 'bad-request' })
})

t.test('selects by language, together with a name', async (t) => {
  t.same(names('starter', 'python'), ['starter/python'])
})

t.test('names the samples there are when none matches', async (t) => {
  t.throws(() => names('nothing'), { code: 'bad-request', errors: samples.map(({ name }) => ({ detail: name })) })
})
