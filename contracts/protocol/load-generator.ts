import type { AnswerOf, QuestionOf } from './correlator.js'
import type { Scenario, SpeedLine, SpeedQuestion, TrialResult } from './speed.js'
import type { Fault, TestEnvironment } from './test-runner.js'

/** The messages between the examiner and the process that scenarios run in and load comes from. */

type Asked<Type extends SpeedQuestion['type']> = Omit<Extract<SpeedQuestion, { type: Type }>, 'type'>
type Answer<Type extends SpeedLine['type']> = Omit<Extract<SpeedLine, { type: Type }>, 'type' | 'nonce' | 'id'>

/** What the examiner asks of it, and what each question is answered by. */
export interface LoadQuestions {
  load: { asks: { folder: string; files: readonly string[] }; answer: Scenario[] }
  open: { asks: { environment: TestEnvironment }; answer: null }
  seed: { asks: Asked<'seed'>; answer: Answer<'seeded'> }
  trial: { asks: Asked<'trial'>; answer: TrialResult }
  audit: { asks: Asked<'audit'>; answer: Answer<'audited'> }
}
export type LoadQuestion = QuestionOf<LoadQuestions>
export type LoadAnswer = AnswerOf<LoadQuestions>

export type ToLoadGenerator = { id: number; question: LoadQuestion }

/** A fault without an `id` is one that nobody awaited: it fails whatever is under way. */
export type FromLoadGenerator = { id: number; answer: LoadAnswer } | { id?: number; fault: Fault }
