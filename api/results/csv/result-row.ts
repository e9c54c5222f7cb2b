import type { Language } from '../../../contracts/language.js'
import type { Verdict } from '../../../contracts/verdict.js'

/** A learner as the files of an LMS may know them. */
export interface ResultPerson {
  id: string
  name: string | null
  email: string | null
  /** What the LMS of the course calls them. */
  lmsKey: string | null
  /** Their number in the student information system, where it is known. */
  sisId?: string | null
}

/** What a learner has for an assignment: one row each, by the attempt that counts; all `null` where there is none. */
export interface ResultRow {
  person: ResultPerson
  /** Which attempt counts, and how many there are. */
  attempt: number | null
  attempts: number
  submissionId: string | null
  submittedAt: Date | null
  language: Language | null
  verdict: Verdict | null
  /** 0 to 100, before being late is taken off. */
  score: number | null
  latePercent: number | null
  /** 0 to 100: what counts. */
  grade: number | null
  isOverridden: boolean
  comment: string | null
}

/** The name to show, also for a learner who has none. */
export const nameOf = ({ id, name }: ResultPerson): string => name?.trim() || id
