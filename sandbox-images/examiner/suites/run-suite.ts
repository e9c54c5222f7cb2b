import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExamineRequest, ExpectedListener } from '../../../contracts/protocol/examiner.js'
import type { NewmanPlan, SuiteLine } from '../../../contracts/protocol/test-runner.js'
import type { Exam, LoadedSuite } from '../examiner/exam.js'
import { findForeignListener, findHost } from '../examiner/listeners.js'
import { failed, notRun, portTaken, type TimedVerdict, type Verdict } from '../examiner/run-hidden-test.js'
import { AuthorMistake } from '../kit/test-failure.js'
import { cleanText } from '../runner/describe-failure.js'
import { nameSuite, type SuiteTest } from './list-suite.js'
import { describeCommand, describeEnvironment, runnerEnvironment } from './suite-command.js'
import { startSuite, type SuiteProcess, type SuiteRun } from './suite-process.js'

/** A test that fails so shortly before the end of the check was cut short by it. */
const endMarginMs = 100
const notReached = 'The suite ended or continued without this test.'
const endedItself =
  'The suite ended by itself before this test did. A response of your service or its database can cause this.'

/** What a suite needs to know of the check that it is part of. */
export interface SuiteCheck {
  request: ExamineRequest
  remainingMs: () => number
  findObstacle: (result?: Verdict) => Promise<string | null>
  begin: (test: SuiteTest) => void
  end: (test: SuiteTest, result: TimedVerdict) => void
}

type LineOf<Type extends SuiteLine['type']> = Extract<SuiteLine, { type: Type }>

/**
 * Runs a suite as a whole and tells of each test as it ends; the runner waits meanwhile. Resolves to why no further
 * test can run (the service is gone, the time is over), or `null`. A runner that ends by itself once a test has begun
 * fails the tests that have not ended: answers of the service or its database can bring it down. One that ends before
 * is a fault.
 */
export async function runSuite(exam: Exam, suite: LoadedSuite, check: SuiteCheck): Promise<string | null> {
  const child = startSuite(await describeRun(exam, suite, check.request))
  exam.suiteProcess = child
  const progress = createProgress(exam, suite, check)
  const timer = setTimeout(() => child.kill(), Math.max(0, check.remainingMs()))
  let hasEnded: boolean
  try {
    for await (const message of child.messages()) {
      const { isOver } = await progress.take(message, child)
      if (isOver) break
    }
    hasEnded = !progress.isOver && check.remainingMs() > 0
    if (hasEnded && !progress.hasBegun())
      throw new Error(`${nameSuite(suite.plan)}: its runner ended with ${await child.describeEnd()}`)
  } finally {
    clearTimeout(timer)
    child.kill()
  }
  return progress.conclude(hasEnded)
}

async function describeRun(exam: Exam, { plan }: LoadedSuite, { port, services }: ExamineRequest): Promise<SuiteRun> {
  const { root, seed } = exam
  const run = { root, seed, isListing: false, planFile: join(root, 'newman-plan.json') }
  const baseUrl = `http://${await findHost(port)}:${port}`
  const told = describeEnvironment({ baseUrl, baseUrlName: plan.baseUrlName, seed, services })
  if (plan.runner === 'newman') {
    const { path, environment, requests = [] } = plan
    const newmanPlan: NewmanPlan = {
      collection: join(root, path),
      ...(environment && { environment: join(root, environment) }),
      requests,
      variables: told,
      contractFile: exam.hasContract ? exam.contractFile : null,
      port,
    }
    await writeFile(run.planFile, JSON.stringify(newmanPlan))
  }
  return { ...describeCommand(plan, run), env: { ...told, ...runnerEnvironment(run) } }
}

/** Follows a suite: which test is under way, which have ended, and why the rest did not run. */
function createProgress(
  exam: Exam,
  { plan, tests }: LoadedSuite,
  { request, remainingMs, findObstacle, begin, end }: SuiteCheck,
) {
  const open = new Map(tests.map((test) => [test.key, test]))
  const begun = new Map<string, number>()
  const taken = new Map<string, ExpectedListener>()
  let obstacle: string | null = null
  let missed = notReached

  const start = (test: SuiteTest | undefined) => {
    if (!test || begun.has(test.key)) return
    begun.set(test.key, performance.now())
    begin(test)
  }
  async function settle({ key, ...told }: LineOf<'end'>): Promise<void> {
    const test = open.get(key)
    if (!test) return
    start(test)
    open.delete(key)
    const holder = taken.get(key)
    const result = holder
      ? portTaken(holder)
      : judge(told, { root: exam.root, isEndOfCheck: remainingMs() < endMarginMs })
    end(test, { ...result, ms: Math.round(performance.now() - (begun.get(key) ?? 0)) })
    obstacle = await findObstacle(result)
  }
  const steps: { [Type in SuiteLine['type']]?: (line: LineOf<Type>, child: SuiteProcess) => unknown } = {
    /**
     * The runner waits here too: once the worker has answered, it knows of the test, and what the service prints is the
     * test's.
     */
    async begin({ key }, child) {
      start(open.get(key))
      const foreign = await findForeignListener(request.listeners)
      if (foreign) taken.set(key, foreign)
      obstacle = await findObstacle()
      if (!obstacle) child.proceed()
    },
    async end(message, child) {
      await settle(message)
      if (!obstacle) child.proceed()
    },
    /** Something failed beside the tests, such as a hook: those that never run can be told why. */
    missed: ({ message }) => (missed = hidePaths(message, exam.root)),
    fault({ message }) {
      throw new AuthorMistake(`${nameSuite(plan)}: ${message}`)
    },
    finished: () => undefined,
  }
  const progress = {
    isOver: false,
    async take(message: SuiteLine, child: SuiteProcess) {
      const step = steps[message.type] as ((line: SuiteLine, child: SuiteProcess) => unknown) | undefined
      if (!step) throw new Error(`${nameSuite(plan)}: its runner reports "${message.type}" while it runs.`)
      await step(message, child)
      progress.isOver = message.type === 'finished' || obstacle !== null
      return progress
    },
    hasBegun: () => begun.size > 0,
    async conclude(hasEnded: boolean): Promise<string | null> {
      if (!progress.isOver) obstacle = await findObstacle()
      for (const test of open.values()) {
        if (!obstacle) start(test)
        end(test, obstacle ? notRun(obstacle) : { ...failed(hasEnded ? endedItself : missed), ms: 0 })
      }
      return obstacle
    },
  }
  return progress
}

function judge(
  { outcome, message, transcript = [], contract }: Omit<LineOf<'end'>, 'key'>,
  { root, isEndOfCheck }: { root: string; isEndOfCheck: boolean },
): Verdict {
  const result = { ...failed(message && hidePaths(message, root)), transcript, ...(contract && { contract }) }
  return { ...result, outcome: outcome === 'passed' ? 'passed' : isEndOfCheck ? 'not-run' : 'failed' }
}

/** Where a suite lies is nothing to a learner. */
const hidePaths = (message: string, root: string): string =>
  cleanText(
    message
      .split(root)
      .map((part, index) => (index === 0 ? part : part.replace(/^[^\s'":,)]*/, 'the test file')))
      .join(''),
  )
