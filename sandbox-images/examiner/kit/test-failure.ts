import { textLimits } from '../../../contracts/protocol/bounds.js'
import type { Fault } from '../../../contracts/protocol/test-runner.js'

/** A test failed for a reason that is the service's: the message is written for the learner and shown as it is. */
export class TestFailure extends Error {
  override name = 'TestFailure'
  /** Of a statement that the server refused. */
  declare sqlState?: string | undefined
  declare isLockTimeout?: boolean
}

/** What a test looks into is no ordinary table: whatever it showed would be the word of the learner's code. */
export class TableIsNotPlain extends TestFailure {
  constructor(table: string, problem: string) {
    super(
      `The test queries the table "${table}" of your database. It must be an ordinary table, but it ${problem}. ` +
        'Nothing it returns would count, so the test failed.',
    )
  }
}

/** The exercise itself is wrong (an unknown option, a fixture it has no service for): never held against a learner. */
export class AuthorMistake extends Error {
  override name = 'AuthorMistake'
  /** In the package: `file:line`, a file, or empty. */
  place: string

  /** Where `place` is absent, it is what the stack says. */
  constructor(message: string, place?: string) {
    super(message)
    this.place = place ?? findPlace(this)
  }
}

/** A fault of Assay, which is never held against a learner either, nor against the author. */
export class OwnFault extends AuthorMistake {
  override name = 'OwnFault'
}

/** The line of the package that an error came from, as `file:line`; empty where its stack names none. */
export const findPlace = (error: unknown): string =>
  /\/(hidden\/[^\s:()]+:\d+)/.exec((error as Partial<Error> | null | undefined)?.stack ?? '')?.[1] ?? ''

const isAuthors = (error: unknown): error is AuthorMistake =>
  error instanceof AuthorMistake && !(error instanceof OwnFault)

/**
 * Whether an author's function is wrong, as opposed to failing over what a service answers. A name that the function
 * does not define is as sure a sign as what the kit refuses.
 */
export const isAuthorsDoing = (error: unknown): boolean =>
  error instanceof AuthorMistake || error instanceof ReferenceError

/** What ends an examination, to be sent to another process. `mistakeAt` is there where it is the author's mistake. */
export const describeFault = (error: unknown): Fault =>
  isAuthors(error)
    ? { message: error.message, mistakeAt: error.place }
    : {
        message:
          error instanceof OwnFault
            ? error.message
            : `${(error as Partial<Error> | null | undefined)?.stack ?? String(error)}`,
      }

/** The error that another process described. */
export const restoreFault = ({ message, mistakeAt }: Fault): Error =>
  mistakeAt === undefined ? new Error(message) : new AuthorMistake(message, mistakeAt)

/** The line that tells the worker of it. */
export const faultLine = (error: Error): { type: 'fault' } & Fault => ({
  type: 'fault',
  message: error.message.slice(0, textLimits.message),
  ...(isAuthors(error) && { mistakeAt: error.place.slice(0, textLimits.place) }),
})
