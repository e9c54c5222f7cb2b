/** A test failed for a reason that is the service's: the message is written for the learner and shown as it is. */
export class TestFailure extends Error {
  name = 'TestFailure'
}

/** What a test looks into is no ordinary table: whatever it showed would be the word of the learner's code. */
export class TableIsNotPlain extends TestFailure {
  constructor(table, problem) {
    super(
      `The test queries the table "${table}" of your database. It must be an ordinary table, but it ${problem}. ` +
        'Nothing it returns would count, so the test failed.',
    )
  }
}

/** The exercise itself is wrong (an unknown option, a fixture it has no service for): never held against a learner. */
export class AuthorMistake extends Error {
  name = 'AuthorMistake'

  /**
   * @param {string} message @param {string} [place] in the package: `file:line`, or a file; where absent, what the
   * stack says
   */
  constructor(message, place) {
    super(message)
    this.place = place ?? findPlace(this)
  }
}

/** A fault of Assay, which is never held against a learner either, nor against the author. */
export class OwnFault extends AuthorMistake {
  name = 'OwnFault'
}

/** The line of the package that an error came from, as `file:line`; empty where its stack names none. */
export const findPlace = (error) => /\/(hidden\/[^\s:()]+:\d+)/.exec(error?.stack ?? '')?.[1] ?? ''

const isAuthors = (error) => error instanceof AuthorMistake && !(error instanceof OwnFault)

/** What ends an examination, to be sent to another process. `mistakeAt` is there where it is the author's mistake. */
export const describeFault = (error) =>
  isAuthors(error)
    ? { message: error.message, mistakeAt: error.place }
    : { message: error instanceof OwnFault ? error.message : `${error?.stack ?? error}` }

/** The error that another process described. */
export const restoreFault = ({ message, mistakeAt }) =>
  mistakeAt === undefined ? new Error(message) : new AuthorMistake(message, mistakeAt)

const longestFault = 4000
const longestPlace = 500

/** The line that tells the worker of it. */
export const faultLine = (error) => ({
  type: 'fault',
  message: error.message.slice(0, longestFault),
  ...(isAuthors(error) && { mistakeAt: error.place.slice(0, longestPlace) }),
})
