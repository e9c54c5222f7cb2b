import { AsyncLocalStorage } from 'node:async_hooks'
import { setMaxListeners } from 'node:events'
import { test as runUnderNode } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ControlAction } from '../../../contracts/protocol/bounds.js'
import type { Exchange } from '../../../contracts/protocol/examiner.js'
import type { TestEnvironment, TestResult } from '../../../contracts/protocol/test-runner.js'
import { watchContract, type ContractWatch } from '../contract/check-response.js'
import type { Operation } from '../contract/load-contract.js'
import { createGuardedDrivers } from '../drivers/guarded-drivers.js'
import type { Fixtures, Service, ServiceName, Subject } from '../kit/author-types.js'
import { createHttp } from '../kit/fixtures/create-http.js'
import { createRandom } from '../kit/fixtures/create-random.js'
import { startTogether } from '../kit/fixtures/start-together.js'
import type { Answer } from '../kit/http/receive-response.js'
import { createTranscript, type Transcript } from '../kit/http/transcript.js'
import type { RegisteredTest } from '../kit/register.js'
import { AuthorMistake, findPlace } from '../kit/test-failure.js'
import { describeFailure, type LastExchanges } from './describe-failure.js'

/** Asks the worker for something and waits until it is done. */
export type Control = (action: ControlAction, service?: string) => Promise<void>

export interface RunningTest {
  /** Ends it from outside: its requests are cut and it fails with that error. */
  abort(error: Error): void
  /** Its outcome; throws `AuthorMistake` where the test itself is wrong. */
  ended: Promise<TestResult>
}

/** Starts one test. */
export function startTest(
  test: RegisteredTest,
  {
    environment,
    operations,
    control,
  }: { environment: TestEnvironment; operations: Operation[] | null; control: Control },
): RunningTest {
  const context = createTestContext()
  const contract = watchContract(operations)
  const record = (exchange: Exchange, answer: Answer) => {
    if (context.isOver) return
    context.transcript.add(exchange)
    context.exchanges.last = exchange
    if ((exchange.status ?? 0) >= 500) context.exchanges.error = exchange
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
const noting =
  (control: Control, context: TestContext): Control =>
  (action, service) => {
    if (!context.isOver && action !== 'subject.check' && action !== 'subject.wait')
      context.transcript.noteControl({ action, ...(service && { service }) })
    return control(action, service)
  }

/** What a test receives. `id` is the test's. */
function createFixtures(
  id: string,
  { port, seed, services }: TestEnvironment,
  context: TestContext,
  channels: {
    control: Control
    record: (exchange: Exchange, answer: Answer) => void
    revive: () => Promise<boolean>
  },
): Fixtures {
  const { signal, onClose, fail } = context
  const { control, record, revive } = channels
  const { db, redis } = createGuardedDrivers(services, { onClose, onRefused: fail, onBroken: fail })
  return {
    http: createHttp({ port, random: createRandom(`${seed}/${id}/clients`), signal, record, revive }),
    db,
    redis,
    subject: createSubject(control),
    services: createServices(Object.keys(services), control),
    together: startTogether,
    random: createRandom(`${seed}/${id}`),
    signal,
  }
}

/** The `subject` fixture: both resolve when the service answers again, and fail the test if it never does. */
const createSubject = (control: Control): Subject => ({
  restart: () => control('subject.restart'),
  kill: () => control('subject.kill'),
})

/** The `services` fixture: one entry for each service of the exercise. */
function createServices(names: readonly string[], control: Control): Record<ServiceName, Service> {
  const services = Object.fromEntries(names.map((name) => [name, createService(name, control)]))
  return new Proxy(services, {
    get(target, name) {
      if (typeof name === 'string' && !Object.hasOwn(target, name)) {
        throw new AuthorMistake(`The test uses services.${name}, but exercise.yaml lists no service "${name}".`)
      }
      return Reflect.get(target, name)
    },
  }) as Record<ServiceName, Service>
}

const createService = (name: string, control: Control): Service => ({
  pause: () => control('service.pause', name),
  resume: () => control('service.resume', name),
  stop: () => control('service.stop', name),
  start: () => control('service.start', name),
})

async function finishTest({
  test,
  context,
  contract,
  fixtures,
}: {
  test: RegisteredTest
  context: TestContext
  contract: ContractWatch
  fixtures: Fixtures
}): Promise<TestResult> {
  const thrown = await runBody(test, context, fixtures)
  await nextTurn() // A rejection that nobody awaited is told at the end of the turn.
  const error = thrown ?? context.failure
  if (error instanceof AuthorMistake) {
    error.place ||= test.file
    throw error
  }
  if (error instanceof ReferenceError)
    throw new AuthorMistake(`The test "${test.title}" is broken: ${error.message}`, findPlace(error) || test.file)
  const result: TestResult = {
    outcome: error === null ? 'passed' : 'failed',
    message: error === null ? null : describeFailure(error, context.exchanges),
    transcript: context.transcript.exchanges(),
    contract: contract.result(),
  }
  await context.close()
  return result
}

/** Runs the body under node:test; resolves to what it threw, or `null`. */
function runBody(test: RegisteredTest, context: TestContext, fixtures: Fixtures): Promise<unknown> {
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

/** Tells, for an error that nobody awaited, which test it came from. */
export const activeTest = new AsyncLocalStorage<TestContext>()

/**
 * All that lives as long as one run of one test: its transcript, what must be closed, and the one
 * reason it failed for. The first reason wins.
 */
interface TestContext {
  signal: AbortSignal
  transcript: Transcript
  exchanges: LastExchanges
  isOver: boolean
  failure: Error | null
  onClose(close: () => Promise<unknown>): void
  /** Rejects as soon as the test has failed from outside its own body. */
  failed: Promise<never>
  /** Ends the test from outside: it fails with this error, and its requests are cut. */
  fail(error: Error): void
  /** Ends whatever the test left running: its requests, its connections. */
  close(): Promise<void>
}

function createTestContext(): TestContext {
  const abort = new AbortController()
  const closers: (() => Promise<unknown>)[] = []
  let reject: (error: Error) => void
  setMaxListeners(0, abort.signal)
  const context: TestContext = {
    signal: abort.signal,
    transcript: createTranscript(),
    exchanges: {},
    isOver: false,
    failure: null,
    onClose: (close) => void closers.push(close),
    failed: new Promise((_, rejectFailed) => (reject = rejectFailed)),
    fail(error) {
      context.failure ??= error
      reject(error)
      abort.abort()
    },
    async close() {
      context.isOver = true
      abort.abort()
      await Promise.allSettled(closers.map((close) => close()))
    },
  }
  context.failed.catch(() => {})
  return context
}
