import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { NewmanPlan, SuiteLine } from '../../../../contracts/protocol/test-runner.js'
import { loadContract } from '../../contract/load-contract.js'
import { suitePackages, suitesFolder } from '../../examiner/exam-folder.js'
import { httpLimits } from '../../kit/http/http-failure.js'
import { createItemRecord, type NewmanAssertion, type NewmanError, type NewmanExchange } from './newman-item.js'

/** A folder or a request of a collection. */
interface Item {
  id?: string
  _postman_id?: string
  item?: Item[]
}

/** As much of newman as is used here: it has no types of its own. */
interface Newman {
  run(options: object): { on(event: string, listener: (error: NewmanError | null, facts: never) => void): void }
}

interface PostmanRuntime {
  Runner: { prototype: { run(root: unknown, options: { requester?: object }, callback: unknown): unknown } }
}

/** What `channel.cjs` exports: it runs in mocha and jest as well, so it is not compiled. */
interface Channel {
  send(line: SuiteLine): void
  sendBegin(key: string): void
  sendEnd(result: Omit<Extract<SuiteLine, { type: 'end' }>, 'type'>): void
}

const require = createRequire(join(suitePackages, 'newman/package.json'))
const newman = require('newman') as Newman
const channel = require(join(suitesFolder, 'runners/channel.cjs')) as Channel
const scriptMs = 10_000

/**
 * Runs a Postman collection by newman. A test is a request with all its assertions; what led up to it, requests that
 * assert nothing, stands in its transcript.
 */
const plan = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as NewmanPlan
const collection = JSON.parse(readFileSync(plan.collection, 'utf8')) as Item
const operations = plan.contractFile ? await loadContract(plan.contractFile) : null
const testsById = markTests(collection, plan.requests)

boundResponses()
const running = newman.run({
  collection,
  environment: plan.environment ? JSON.parse(readFileSync(plan.environment, 'utf8')) : undefined,
  envVar: Object.entries(plan.variables).map(([key, value]) => ({ key, value })),
  workingDir: dirname(plan.collection),
  timeoutRequest: httpLimits.timeoutMs,
  timeoutScript: scriptMs,
  reporters: [],
})

let record = createItemRecord(plan.port, operations)
let current: { id: string; key: string; hasAssertions: boolean } | undefined

running.on('beforeItem', (_, { item: { id } }: { item: { id: string } }) => {
  if (id === current?.id) return // It asks for itself again: that is one test.
  sendEnd()
  const test = testsById.get(id)
  current = test && { ...test, id }
  if (current) channel.sendBegin(current.key)
})
running.on('request', (error, exchange: NewmanExchange) => record.addExchange(error, exchange))
running.on('assertion', (error, { assertion, skipped }: { assertion: string; skipped: boolean }) =>
  record.addAssertion(error, { name: assertion, isSkipped: skipped }),
)
running.on('script', (error) => error && record.addScriptError(error))
running.on('exception', (_, { error }: NewmanAssertion) => error && record.addScriptError(error))
running.on('done', (error) => {
  if (error) throw error
  sendEnd()
  channel.send({ type: 'finished' })
})

function sendEnd(): void {
  if (!current) return
  channel.sendEnd({ key: current.key, ...record.conclude(current) })
  record = createItemRecord(plan.port, operations)
  current = undefined
}

/** By the id that newman knows an item by. Its own are kept, since a script may name the next request by them. */
function markTests(root: Item, requests: NewmanPlan['requests']): Map<string, { key: string; hasAssertions: boolean }> {
  return new Map(
    requests.map(({ place, hasAssertions }) => {
      const item = place.reduce((above, index) => above.item?.[index] as Item, root)
      const key = place.join('/')
      item.id ??= item._postman_id ?? `item-${key}`
      return [item.id, { key, hasAssertions }]
    }),
  )
}

/** Newman has no option for the size of a response; what it runs on has. */
function boundResponses(): void {
  const { Runner } = require('postman-runtime') as PostmanRuntime
  const run = Runner.prototype.run
  Runner.prototype.run = function (root, options, callback) {
    return run.call(
      this,
      root,
      { ...options, requester: { ...options.requester, maxResponseSize: httpLimits.bodyBytes } },
      callback,
    )
  }
}
