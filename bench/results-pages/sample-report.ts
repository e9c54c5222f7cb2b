import { defaultLimits } from '../../contracts/limits.js'
import type { Report, TestResult } from '../../contracts/report/report.js'

/**
 * A report as an exercise of `testCount` tests gives it: each with two exchanges and some lines of log. Some 150 kB of
 * JSON for 50.
 */
export function sampleReport(testCount: number): Report {
  const unscored = {
    state: 'skipped' as const,
    score: null,
    weight: 20,
    effectiveWeight: 0,
    reason: 'The exercise has no such check.',
  }
  const tests = Array.from({ length: testCount }, (_, position) => sampleTest(position))
  return {
    schema: 'assay.report/2',
    submission: '',
    run: '',
    exercise: { slug: 'bench', title: 'Bench', digest: 'bench' },
    language: 'node',
    verdict: 'assessed',
    limit: null,
    score: 50,
    maxScore: 100,
    summary: { title: 'Some tests failed.', detail: 'Half of them passed.', advice: 'Read on.' },
    checks: {
      correctness: {
        state: 'scored',
        score: 50,
        weight: 60,
        effectiveWeight: 100,
        reason: null,
        points: testCount,
        earned: testCount / 2,
        tests,
      },
      speed: unscored,
      quality: unscored,
    },
    limits: defaultLimits,
    usage: { cpuSeconds: 3, peakMemoryMb: 80, peakPids: 12, outputBytes: 20_000 },
    phases: [],
    buildLog: '',
    serviceLog: textOf(200, 4_000),
    receipt: {
      submission: '',
      exercise: '',
      images: {},
      seed: '',
      assay: '0',
      host: { engine: '', kernel: '', cgroup: 'v2', cpus: 2 },
    },
    incident: null,
    finishedAt: '2026-11-02T10:00:00.000Z',
  }
}

const sampleTest = (position: number): TestResult => ({
  id: `test-${position}`,
  title: `Test ${position} of the bench answers as it must`,
  group: `group ${position % 5}`,
  points: 1,
  hint: textOf(position, 80),
  show: 'full',
  earned: position % 2,
  outcome: position % 2 === 1 ? 'passed' : 'failed',
  message: textOf(position + 1, 200),
  ms: 20,
  log: [textOf(position + 2, 120), textOf(position + 3, 120)],
  transcript: [0, 1].map((exchange) => ({
    method: 'POST',
    path: `/things/${position}`,
    requestHeaders: { 'content-type': 'application/json' },
    requestBody: textOf(position * 7 + exchange, 200),
    status: 201,
    responseHeaders: { 'content-type': 'application/json' },
    responseBody: textOf(position * 11 + exchange, 400),
    ms: 3,
    error: null,
    curl: textOf(position * 13 + exchange, 250),
  })),
})

/** Text that differs from place to place and packs about as well as JSON does. */
function textOf(seed: number, length: number): string {
  let text = ''
  for (let value = seed + 1; text.length < length; value = (value * 48_271) % 2_147_483_647)
    text += `${value.toString(36)} `
  return text.slice(0, length)
}
