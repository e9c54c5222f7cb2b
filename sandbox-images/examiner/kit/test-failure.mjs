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
}
