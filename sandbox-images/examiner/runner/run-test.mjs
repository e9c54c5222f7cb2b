import { test as runUnderNode } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AuthorMistake, findPlace } from '../kit/test-failure.mjs'
import { watchContract } from './contract-watch.mjs'
import { createFixtures } from './create-fixtures.mjs'
import { describeFailure } from './describe-failure.mjs'
import { activeTest, createTestContext } from './test-context.mjs'

/**
 * Starts one test. `abort` ends it from outside: its requests are cut and it fails with that error.
 * `ended` resolves to its outcome, and throws `AuthorMistake` where the test itself is wrong.
 */
export function startTest(test, { environment, operations, control }) {
  const context = createTestContext()
  const contract = watchContract(operations)
  const record = (exchange, answer) => {
    if (context.isOver) return
    context.transcript.add(exchange)
    context.lastExchange = exchange
    contract.check(exchange, answer)
  }
  // What a test did to the pod itself may be why nobody listens.
  const revive = async () =>
    context.transcript.isUntouched() &&
    (await control('subject.check').then(
      () => true,
      () => false,
    ))
  const fixtures = createFixtures(test.id, environment, context, { control: noting(control, context), record, revive })
  return { abort: context.fail, ended: finishTest({ test, context, contract, fixtures }) }
}

/**
 * The transcript shows what a test did to the pod from the moment it asked: what answers from then on may be its
 * effect.
 */
const noting = (control, context) => (action, service) => {
  if (!context.isOver) context.transcript.noteControl({ action, ...(service && { service }) })
  return control(action, service)
}

async function finishTest({ test, context, contract, fixtures }) {
  const thrown = await runBody(test, context, fixtures)
  await nextTurn() // A rejection that nobody awaited is told at the end of the turn.
  const error = thrown ?? context.failure
  if (error instanceof AuthorMistake) {
    error.place ||= test.file
    throw error
  }
  if (error instanceof ReferenceError)
    throw new AuthorMistake(`The test "${test.title}" is broken: ${error.message}`, findPlace(error) || test.file)
  const result = {
    outcome: error === null ? 'passed' : 'failed',
    message: error === null ? null : describeFailure(error, context.lastExchange),
    transcript: context.transcript.exchanges(),
    contract: contract.result(),
  }
  await context.close()
  return result
}

/** Runs the body under node:test; resolves to what it threw, or `null`. */
function runBody(test, context, fixtures) {
  return new Promise((resolve) => {
    void runUnderNode(test.title, async () => {
      try {
        await activeTest.run(context, () => Promise.race([test.body(fixtures), context.failed]))
        resolve(null)
      } catch (error) {
        resolve(error ?? new Error('The test failed without a reason.'))
      }
    })
  })
}
