import { randomUUID } from 'node:crypto'
import t from 'tap'
import {
  checkQuality,
  decideQuality,
  type QualityCheckRequest,
  type QualityQuestion,
} from '../../../worker/checks/quality/run.js'
import { noFacts } from '../../../worker/report/verdict.js'
import type { Sandbox } from '../../../worker/sandbox/sandbox.js'
import type { ToolEnd, ToolPlan } from '../../../worker/sandbox/tool.js'

const crashed: ToolEnd = { exitCode: 134, limit: null, stdout: '', stderr: 'heap out of memory' }

/** What the analyst says of a source in which it finds nothing. */
const nothing = ({ input }: ToolPlan): ToolEnd => {
  const { nonce } = JSON.parse(input ?? '') as { nonce: string }
  return { exitCode: 0, limit: null, stdout: `${JSON.stringify({ type: 'analysed', nonce, tools: {} })}\n`, stderr: '' }
}

/** A sandbox whose tools end like this over the submission, and like that over the reference. */
function sandboxOf(overSubmission: (plan: ToolPlan) => ToolEnd, overReference: (plan: ToolPlan) => ToolEnd): Sandbox {
  const openPod = async ({ identity }: { identity: { part?: string } }) => ({
    placeSource: async () => undefined,
    runTool: async (plan: ToolPlan) => (identity.part === 'quality' ? overSubmission(plan) : overReference(plan)),
    [Symbol.asyncDispose]: async () => undefined,
  })
  return { openPod } as unknown as Sandbox
}

const check = (sandbox: Sandbox) =>
  checkQuality(
    {
      source: new Map([['server.js', Buffer.from('')]]),
      language: 'node',
      facts: noFacts,
      readsQuality: 'always',
      runId: 'r',
      delivery: 1,
      worker: 'w',
      exerciseDigest: randomUUID(),
      signal: new AbortController().signal,
      onPhase: () => undefined,
      exercise: {
        files: new Map([['submissions/accepted/node-reference/server.js', Buffer.from('')]]),
        weights: { quality: 20 },
        limits: {},
        quality: { ownTests: 'off' },
      },
    } as unknown as QualityCheckRequest,
    sandbox,
  )

t.test('a source over which the tools end earns nothing, and its weight stays', async (t) => {
  t.match(await check(sandboxOf(() => crashed, nothing)), {
    state: 'scored',
    score: 0,
    reason: /crashed while reading the source/,
  })
  t.match(await check(sandboxOf(() => ({ ...crashed, exitCode: 137, limit: 'memory' }), nothing)), {
    state: 'scored',
    score: 0,
    reason: /\(memory\)/,
  })
})

t.test('a reference over which they end is a fault, and never costs a learner points', async (t) => {
  await t.rejects(check(sandboxOf(nothing, () => crashed)), /crashed while reading the source/)
})

t.test('weight moves only where the exercise or whoever asked decides so, never for what does not work', async (t) => {
  const decide = (changes: Partial<QualityQuestion> = {}) =>
    decideQuality({
      exercise: { weights: { correctness: 60, speed: 20, quality: 20 } },
      facts: { ...noFacts, refusal: 'no start' },
      ...changes,
    })
  t.match(decide({ exercise: { weights: { correctness: 80, speed: 20, quality: 0 } } }), {
    state: 'skipped',
    reason: /no points for quality/,
  })
  t.match(decide({ readsQuality: 'never' }), { state: 'skipped', reason: /started without it/ })
  t.match(decide(), { state: 'scored', score: 0, reason: /run to the end, and they did not/ })
  t.equal(decide({ readsQuality: 'always' }), null)
})
