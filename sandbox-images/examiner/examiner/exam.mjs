import { AuthorMistake } from '../kit/test-failure.mjs'
import { loadSuites } from '../suites/load-suites.mjs'
import { contractTest } from './contract-verdict.mjs'
import { RunnerProcess } from './runner-process.mjs'

/**
 * One examination: the tests, the process they run in, and where results go.
 * @param {{ folder: ReturnType<typeof import('./exam-folder.mjs').openExamFolder>, worker: object,
 *   write: (message: object) => void, fail: (error: Error) => void }} parts
 */
export function createExam({ folder, worker, write, fail }) {
  const startRunner = () => new RunnerProcess({ onControl: (asked) => exam.onControl(asked), onFault: fail })
  const loadTests = () => exam.runner.load(folder.path, folder.testFiles(plans))
  const loadContract = async () => exam.hasContract && (await exam.runner.loadContract(folder.contractFile))
  let plans = []

  const exam = {
    worker,
    write,
    fail,
    onControl: () => fail(new Error('A test asked for something while none was running.')),
    tests: [],
    /** Suites for other runners: their plans, each with its tests. */
    suites: [],
    seed: '',
    root: folder.path,
    contractFile: folder.contractFile,
    hasContract: false,
    runner: undefined,
    suiteProcess: undefined,
    /** Starts the process before there is anything to load: its imports take longer than those of the tests. */
    prepare: () => (exam.runner = startRunner()),

    /** Collects the tests and names them to the worker, which starts the subject while the contract is read. */
    async load({ seed, contractPoints, suites }) {
      exam.seed = seed
      plans = suites
      exam.hasContract = folder.hasContract()
      await folder.linkKit()
      if (plans.length > 0) await folder.linkSuitePackages()
      exam.tests = await loadTests()
      exam.suites = await loadSuites(plans, {
        root: folder.path,
        seed,
        takenIds: new Set(['contract', ...exam.tests.map(({ id }) => id)]),
      })
      const suiteTests = exam.suites.flatMap((suite) => suite.tests)
      const named = [...exam.tests, ...suiteTests, ...(exam.hasContract ? [contractTest(contractPoints)] : [])]
      checkIds(named.map(({ id }) => id))
      for (const { timeoutMs: _, key: __, ...test } of named) write({ type: 'test', test })
      write({ type: 'loaded', total: named.length })
      await loadContract()
    },
    /** A new process with the same tests, after the last one had to be killed. */
    async renewRunner() {
      exam.prepare()
      await loadTests()
      await loadContract()
    },
    close() {
      exam.runner.kill()
      exam.suiteProcess?.kill()
    },
  }
  return exam
}

function checkIds(ids) {
  const duplicate = ids.find((id, index) => ids.indexOf(id) !== index)
  if (duplicate)
    throw new AuthorMistake(
      `The test id "${duplicate}" is already used by the check of openapi.yaml: give the test its own id.`,
      'hidden/correctness/',
    )
  if (ids.length === 0) throw new AuthorMistake('The files register no test.', 'hidden/correctness/')
}
