import type { ExaminerInput, HiddenTest } from '../../../contracts/protocol/examiner.js'
import type { CollectedTest } from '../../../contracts/protocol/test-runner.js'
import type { Suite } from '../../../contracts/exercise/suite.js'
import { contractTest } from '../contract/contract-verdict.js'
import { AuthorMistake } from '../kit/test-failure.js'
import type { SuiteTest } from '../suites/list-suite.js'
import type { SuiteProcess } from '../suites/suite-process.js'
import type { ExamFolder } from './exam-folder.js'
import { RunnerProcess } from './runner-process.js'
import type { LineOut, WorkerControl } from './worker-lines.js'

/** A suite for another runner, with its tests. */
export interface LoadedSuite {
  plan: Suite
  tests: SuiteTest[]
}

/** One examination: the tests, the process they run in, and where results go. */
export interface Exam {
  worker: WorkerControl
  write(line: LineOut): void
  fail(error: Error): void
  tests: CollectedTest[]
  suites: LoadedSuite[]
  seed: string
  root: string
  contractFile: string
  hasContract: boolean
  runner: RunnerProcess
  suiteProcess: SuiteProcess | undefined
  /** Collects the tests and names them to the worker, which starts the subject while the contract is read. */
  load(message: Extract<ExaminerInput, { type: 'load' }>): Promise<void>
  /** A new process with the same tests, after the last one had to be killed. */
  renewRunner(): Promise<void>
  close(): void
}

export function createExam({
  folder,
  worker,
  write,
  fail,
}: { folder: ExamFolder } & Pick<Exam, 'worker' | 'write' | 'fail'>): Exam {
  let plans: readonly Suite[] = []
  const startRunner = () => new RunnerProcess(fail)
  const loadTests = () => exam.runner.load(folder.path, folder.testFiles(plans))
  const loadContract = async () => {
    if (exam.hasContract) await exam.runner.loadContract(folder.contractFile)
  }

  const exam: Exam = {
    worker,
    write,
    fail,
    tests: [],
    suites: [],
    seed: '',
    root: folder.path,
    contractFile: folder.contractFile,
    hasContract: false,
    // Started before there is anything to load: its imports take longer than those of the tests.
    runner: startRunner(),
    suiteProcess: undefined,

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
      const named: HiddenTest[] = [
        ...exam.tests.map(({ timeoutMs: _, ...test }) => test),
        ...exam.suites.flatMap(({ tests }) => tests.map(({ key: _, ...test }) => test)),
        ...(exam.hasContract ? [contractTest(contractPoints)] : []),
      ]
      checkIds(named.map(({ id }) => id))
      for (const test of named) write({ type: 'test', test })
      write({ type: 'loaded', total: named.length })
      await loadContract()
    },
    async renewRunner() {
      exam.runner = startRunner()
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

/** The suites of an exercise with their tests, in the order of the manifest. */
async function loadSuites(
  plans: readonly Suite[],
  { root, seed, takenIds }: { root: string; seed: string; takenIds: Set<string> },
): Promise<LoadedSuite[]> {
  if (plans.length === 0) return []
  const { describeTests, listSuite } = await import('../suites/list-suite.js') // Few exercises have suites.
  const suites: LoadedSuite[] = []
  for (const plan of plans)
    suites.push({ plan, tests: describeTests(plan, await listSuite(plan, { root, seed }), takenIds) })
  return suites
}

function checkIds(ids: readonly string[]): void {
  const duplicate = ids.find((id, index) => ids.indexOf(id) !== index)
  if (duplicate)
    throw new AuthorMistake(
      `The test id "${duplicate}" is already used by the check of openapi.yaml: give the test its own id.`,
      'hidden/correctness/',
    )
  if (ids.length === 0) throw new AuthorMistake('The files register no test.', 'hidden/correctness/')
}
