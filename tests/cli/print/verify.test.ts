import t from 'tap'
import { makePage } from '../../../cli/print/page.js'
import { nameExpectation, printResult, printVerifyOutcome } from '../../../cli/print/verify.js'
import { folderGuarantees, starterGuarantee } from '../../../cli/verify/expectation.js'
import { summariseResults } from '../../../cli/verify/outcome.js'
import { findSamples, type Sample } from '../../../cli/verify/samples.js'
import type { SampleResult } from '../../../cli/verify/verify-samples.js'
import { makePackage } from '../fixtures/packages.js'
import { makeReport } from '../fixtures/reports.js'
import { leftOutReasons } from '../../../contracts/report/next-advice.js'

const page = makePage({ columns: 100, hasColour: false })
const exercise = makePackage()
const samples = findSamples(exercise)

function resultOf(differences: string[]): SampleResult {
  const [sample] = samples
  if (!sample) throw new Error('the package has no sample')
  return { sample, reports: [makeReport(), makeReport()], ms: 4200, hasFault: false, differences }
}
const outcomeOf = (results: SampleResult[], isComplete = true, notTried: Sample[] = []) =>
  summariseResults({ exercise, digest: 'd'.repeat(64), results, isComplete, notTried })

t.test('prints a sample on one line: as labelled, expected, got, correctness, score, time, runs', async (t) => {
  t.match(
    printResult(resultOf([]), samples, page),
    /^OK +accepted\/node-reference +assessed 100 % +assessed +100 +100 +4\.2 s ×2$/,
  )
})

t.test('a score is printed only where grade would come to the same: where no check was left out', async (t) => {
  const { checks } = makeReport()
  const report = makeReport({ checks: { ...checks, speed: { ...checks.speed, reason: leftOutReasons.speed } } })
  const result = { ...resultOf([]), reports: [report] }
  t.match(printResult(result, samples, page), /assessed +100 +– +4\.2 s$/)
  t.match(outcomeOf([result]).samples, [{ score: null, correctness: 100 }])
})

t.test('prints each difference below the sample, harmless', async (t) => {
  const printed = printResult(resultOf(['score 3, expected 5', 'test x failed: \u001b[2J\u202e']), samples, page)
  t.match(printed, /^NOT /)
  t.same(printed.split('\n').slice(1), ['       score 3, expected 5', '       test x failed: \\u202e'])
})

t.test('names what a sample must come to', async (t) => {
  t.equal(nameExpectation(folderGuarantees.accepted), 'assessed 100 %')
  t.equal(nameExpectation(folderGuarantees['wrong-answer']), 'assessed < 100 %')
  t.equal(nameExpectation({ verdict: 'limit-exceeded', limit: 'memory' }), 'limit-exceeded: memory')
  t.equal(nameExpectation({ verdict: 'assessed', correctness: { min: 20, max: 40 } }), 'assessed 20 to 40 %')
  t.equal(nameExpectation({ verdict: 'crashed', correctness: { max: 0 }, score: { min: 1 } }), 'crashed 0 % score ≥ 1')
  t.equal(nameExpectation(starterGuarantee), '≤ 10 %')
})

t.test('says in the end whether the package holds, and which tests nothing makes fail', async (t) => {
  t.match(
    printVerifyOutcome(outcomeOf([resultOf([])]), page),
    /^echo is verified.*all its samples.*\n1 test never failed in a sample/,
  )
  t.match(printVerifyOutcome(outcomeOf([resultOf([])], false), page), /^echo is verified: the 1 sample that ran/)
  t.match(printVerifyOutcome(outcomeOf([resultOf(['x'])]), page), /^echo is not verified: 1 of 1 sample did not/)
})

t.test('names each scenario that has no audit, whatever the samples came to', async (t) => {
  const outcome = {
    ...outcomeOf([resultOf([])]),
    holds: false,
    unaudited: [{ pointer: 'hidden/speed/a.speed.mjs:3', detail: 'It has no "audit".' }],
  }
  t.match(
    printVerifyOutcome(outcome, page),
    /^echo is not verified: 0 of 1 sample did not end as expected, 1 scenario without an audit\.\nhidden\/speed\/a\.speed\.mjs:3: It has no "audit"\./,
  )
})

t.test('names a weight for speed that nothing can be measured for', async (t) => {
  const outcome = {
    ...outcomeOf([resultOf([])]),
    holds: false,
    unbackedWeight: [{ pointer: 'exercise.yaml /weights/speed', detail: 'Add a scenario.' }],
  }
  t.match(
    printVerifyOutcome(outcome, page),
    /not end as expected, a weight for speed without scenarios\.\nexercise\.yaml \/weights\/speed: Add a scenario\./,
  )
})

t.test('names the samples that could not be tried on this machine, and claims nothing for them', async (t) => {
  const outcome = outcomeOf([resultOf([])], false, samples.slice(-2))
  t.same(outcome.notTried, ['starter/node', 'starter/python'])
  t.match(
    printVerifyOutcome(outcome, page),
    /the 1 sample that ran ended as expected\.\n2 samples not run because an image is missing .*: starter\/node,\s+starter\/python\./,
  )
})
