import t from 'tap'
import { CallerError } from '../../../contracts/errors.js'
import { findSamples } from '../../../cli/verify/samples.js'
import { summariseResults } from '../../../cli/verify/outcome.js'
import { verifySamples } from '../../../cli/verify/verify-samples.js'
import { makePackage } from '../fixtures/packages.js'
import { makeChecks, makeReport, makeTest } from '../fixtures/reports.js'

const exercise = makePackage({ 'submissions/crashed/node-exit/server.js': '' })
const samples = findSamples(exercise)
const nothingEarned = makeReport({ score: 0, checks: makeChecks([makeTest({ outcome: 'failed', earned: 0 })]) })

/** Grades references as passed, all else as assessed without a point. */
async function verifyAll(repeat?: number) {
  const graded: string[] = []
  const results = await verifySamples(samples, {
    repeat,
    signal: new AbortController().signal,
    grade: async ({ name, kind }) => {
      graded.push(name)
      return kind === 'reference' ? makeReport() : nothingEarned
    },
    findLeaks: () => [],
    onResult: () => {},
  })
  return {
    graded,
    outcome: summariseResults({ exercise, digest: 'd'.repeat(64), results, isComplete: true, notTried: [] }),
  }
}

t.test('runs references twice and the rest once, unless told otherwise', async (t) => {
  const first = 'accepted/node-reference'
  t.equal((await verifyAll()).graded.filter((name) => name === first).length, 2)
  t.equal((await verifyAll()).graded.filter((name) => name === 'starter/node').length, 1)
  t.equal((await verifyAll(3)).graded.filter((name) => name === 'starter/node').length, 3)
})

t.test('tells what each sample came to and that the package does not hold', async (t) => {
  const { outcome } = await verifyAll()
  t.equal(outcome.holds, false)
  t.match(outcome.samples, [
    { name: 'accepted/node-reference', runs: 2, verdict: 'assessed', score: 100, speed: null, differences: [] },
    { name: 'accepted/python-reference', differences: [] },
    { name: 'starter/node', runs: 1, score: 0, differences: [] },
    { name: 'starter/python', differences: [] },
    { name: 'crashed/node-exit', differences: ['verdict assessed, expected crashed'] },
  ])
  t.same(outcome.neverFailed, [])
})

t.test('a package with a scenario that writes and has no audit does not hold, and the scenario is named', async (t) => {
  const scenario =
    "scenario('Notes', { requests: [{ name: 'note', make: () => ({ method: 'PUT', path: '/' }), check }] })"
  const facts = { digest: 'd'.repeat(64), results: [], isComplete: true, notTried: [] }
  const unaudited = summariseResults({ ...facts, exercise: makePackage({ 'hidden/speed/a.speed.mjs': scenario }) })
  t.match(unaudited, {
    holds: false,
    unaudited: [{ pointer: 'hidden/speed/a.speed.mjs:1', detail: /"Notes" sends PUT and has no "audit"/ }],
  })
  t.match(summariseResults({ ...facts, exercise }), { holds: true, unaudited: [] })
})

t.test('a package that gives points for speed and has no scenario does not hold', async (t) => {
  const facts = { digest: 'd'.repeat(64), results: [], isComplete: true, notTried: [] }
  const promising = { ...exercise, weights: { correctness: 80, speed: 20, quality: 0 } }
  t.match(summariseResults({ ...facts, exercise: promising }), {
    holds: false,
    unbackedWeight: [{ pointer: 'exercise.yaml /weights/speed', detail: /counts 20 %/ }],
  })
  t.match(summariseResults({ ...facts, exercise }), { holds: true, unbackedWeight: [] })
})

t.test('goes on after a fault of ours, and tells it', async (t) => {
  const options = { repeat: 1, signal: new AbortController().signal, findLeaks: () => [], onResult: () => {} }
  const grade = async () => {
    throw new Error('no such image')
  }
  const results = await verifySamples(samples, { ...options, grade })
  t.equal(results.length, samples.length)
  t.match(results[0], {
    hasFault: true,
    differences: ['could not be graded because of an error in Assay: no such image'],
  })
  t.equal(summariseResults({ exercise, digest: 'd'.repeat(64), results, isComplete: true, notTried: [] }).holds, false)
})

t.test('ends at once when it is stopped', async (t) => {
  const signal = AbortSignal.abort(new Error('stopped'))
  const grade = async () => signal.throwIfAborted() as never
  await t.rejects(verifySamples(samples, { repeat: 1, signal, grade, findLeaks: () => [], onResult: () => {} }), {
    message: 'stopped',
  })
})

t.test('ends at a mistake of the author, which every sample would meet', async (t) => {
  const options = { repeat: 1, signal: new AbortController().signal, findLeaks: () => [], onResult: () => {} }
  let graded = 0
  const grade = async () => {
    graded += 1
    throw new CallerError('package-invalid', 'hidden/correctness/a.test.mjs:3: nothing is not defined')
  }
  await t.rejects(verifySamples(samples, { ...options, grade }), { code: 'package-invalid' })
  t.equal(graded, 1)
})
