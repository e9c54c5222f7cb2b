import t from 'tap'
import { findSamples, partSamples, selectSamples } from '../../../cli/verify/samples.js'
import { makePackage } from '../fixtures/packages.js'

const samples = findSamples(
  makePackage({
    'submissions/crashed/node-exit/server.js': '',
    'submissions/wrong-answer/python-slow.start/main.py': '',
  }),
)
const names = (only?: string, language?: 'node' | 'python') =>
  selectSamples(samples, only, language).map(({ name }) => name)

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

t.test('parts from the samples those that this machine has no image for', async (t) => {
  const { tried, notTried } = partSamples(samples, ['python'])
  t.same(new Set(tried.map(({ language }) => language)), new Set(['node']))
  t.same(
    notTried.map(({ name }) => name),
    ['accepted/python-reference', 'starter/python', 'wrong-answer/python-slow.start'],
  )
  t.same(partSamples(samples, []), { tried: samples, notTried: [] })
})

t.test('keeps them where there are no others: whoever asked for them is told what is missing', async (t) => {
  const chosen = selectSamples(samples, undefined, 'python')
  t.same(partSamples(chosen, ['python']), { tried: chosen, notTried: [] })
})
