import type { PostmanRequest } from '../exercise/postman-collection.js'
import type { ControlAction } from './bounds.js'
import type { AnswerOf, QuestionOf } from './correlator.js'
import type { Exchange, HiddenTest, ServiceAccess } from './examiner.js'

/**
 * The messages inside of the examiner's container while hidden tests run: between the examiner, the process of the
 * tests, the process of the database drivers and the runners of suites.
 */

/** What ends an examination. `mistakeAt` is there where it is the author's mistake. */
export interface Fault {
  message: string
  mistakeAt?: string
}

/** A hidden test as its file registered it, without its function. */
export type CollectedTest = HiddenTest & { timeoutMs: number }

/** Where a test finds the subject and its services. */
export interface TestEnvironment {
  port: number
  seed: string
  services: Readonly<Record<string, ServiceAccess>>
}

/** What the responses of a test were against `openapi.yaml`. */
export interface ContractFindings {
  checkedCount: number
  violations: { problem: string; exchange: Exchange }[]
  /** Responses came, or would have, that nobody compared. */
  isLost?: boolean
}

export interface TestResult {
  outcome: 'passed' | 'failed' | 'not-run'
  message: string | null
  transcript: Exchange[]
  contract: ContractFindings
}

/** What the examiner asks of the process of the tests, and what each question is answered by. */
export interface RunnerQuestions {
  load: { asks: { folder: string; files: readonly string[] }; answer: CollectedTest[] }
  loadContract: { asks: { file: string }; answer: null }
  run: { asks: { test: string; environment: TestEnvironment }; answer: TestResult }
}
export type RunnerQuestion = QuestionOf<RunnerQuestions>
export type RunnerAnswer = AnswerOf<RunnerQuestions>

/** To the process of the tests. `abort` ends the running test; `reply` answers a `control`. */
export type ToRunner =
  | { type: 'ask'; id: number; question: RunnerQuestion }
  | { type: 'abort'; message: string }
  | { type: 'reply'; id: number; problem?: string | undefined }

export interface AskedControl {
  id: number
  action: ControlAction
  service?: string | undefined
}

/** From it. */
export type FromRunner =
  | { type: 'answer'; id: number; answer: RunnerAnswer }
  | ({ type: 'control' } & AskedControl)
  | ({ type: 'fault' } & Fault)

export type DriverMethod = 'query' | 'redis' | 'startCount' | 'finishCount' | 'maintain'

/** What the process of the tests asks of that of the database drivers, in a session for each test. */
export type DriverQuestion =
  | { type: 'open'; session: number; services: Readonly<Record<string, ServiceAccess>> }
  | { type: 'call'; session: number; method: DriverMethod; args: readonly unknown[] }
  | { type: 'close'; session: number }
export type ToDrivers = { id: number; question: DriverQuestion }

export interface DriverError {
  name: string
  message: string
  sqlState?: string | undefined
}

/** `opened`: the drivers are loaded. `refused`: a table is not plain. `broken`: the process ends. */
export type FromDrivers =
  | { type: 'opened' }
  | { type: 'refused'; session: number; message: string }
  | { type: 'broken'; error: DriverError }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'failure'; id: number; error: DriverError }

/** A test as a runner of suites lists it. */
export interface ListedTest {
  /** By it the test is known in every run. */
  key: string
  /** The names above it. */
  folders: readonly string[]
  title: string
}

/** What a runner of a suite reports over its descriptor 3. It waits for a byte after `begin` and `end`. */
export type SuiteLine =
  | { type: 'listed'; tests: ListedTest[] }
  | { type: 'begin'; key: string }
  | {
      type: 'end'
      key: string
      outcome: 'passed' | 'failed'
      message: string | null
      transcript?: Exchange[]
      contract?: ContractFindings
    }
  | { type: 'missed'; message: string }
  | { type: 'fault'; message: string }
  | { type: 'finished' }

/** What the runner of Postman collections is told, in a file. */
export interface NewmanPlan {
  collection: string
  environment?: string
  requests: readonly PostmanRequest[]
  variables: Readonly<Record<string, string>>
  /** The `openapi.yaml` that responses are compared with, if the exercise has one. */
  contractFile: string | null
  port: number
}
