import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { loadContract } from '../../contract/load-contract.mjs'
import { httpLimits } from '../../kit/http/http-limits.mjs'
import channel from './channel.cjs'
import { createItemRecord } from './newman-item.mjs'

const require = createRequire(new URL('../packages/node_modules/newman/package.json', import.meta.url))
const scriptMs = 10_000

/**
 * Runs a Postman collection by newman. A test is a request with all its assertions; what led up to it, requests that
 * assert nothing, stands in its transcript.
 */
const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const collection = JSON.parse(readFileSync(plan.collection, 'utf8'))
const operations = plan.contractFile ? await loadContract(plan.contractFile) : null
const testsById = markTests(collection, plan.requests)

boundResponses()
const running = require('newman').run({
  collection,
  environment: plan.environment ? JSON.parse(readFileSync(plan.environment, 'utf8')) : undefined,
  envVar: Object.entries(plan.variables).map(([key, value]) => ({ key, value })),
  workingDir: dirname(plan.collection),
  timeoutRequest: httpLimits.timeoutMs,
  timeoutScript: scriptMs,
  reporters: [],
})

let record = createItemRecord(plan.port, operations)
let current

running.on('beforeItem', (error, { item }) => {
  if (item.id === current?.id) return // It asks for itself again: that is one test.
  tellEnd()
  const test = testsById.get(item.id)
  current = test && { ...test, id: item.id }
  if (current) channel.sendBegin(current.key)
})
running.on('request', (error, exchange) => record.addExchange(error, exchange))
running.on('assertion', (error, { assertion, skipped }) =>
  record.addAssertion(error, { name: assertion, isSkipped: skipped }),
)
running.on('script', (error) => error && record.addScriptError(error))
running.on('exception', (_, { error }) => error && record.addScriptError(error))
running.on('done', (error) => {
  if (error) throw error
  tellEnd()
  channel.send({ type: 'finished' })
})

function tellEnd() {
  if (!current) return
  channel.sendEnd({ key: current.key, ...record.conclude(current) })
  record = createItemRecord(plan.port, operations)
  current = undefined
}

/** By the id that newman knows an item by. Its own are kept, since a script may name the next request by them. */
function markTests(root, requests) {
  return new Map(
    requests.map(({ place, hasAssertions }) => {
      const item = place.reduce((above, index) => above.item[index], root)
      const key = place.join('/')
      item.id ??= item._postman_id ?? `item-${key}`
      return [item.id, { key, hasAssertions }]
    }),
  )
}

/** Newman has no option for the size of a response; what it runs on has. */
function boundResponses() {
  const { Runner } = require('postman-runtime')
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
