/** A test failed for a reason that is the service's: the message is written for the learner and shown as it is. */
export class TestFailure extends Error {
  name = 'TestFailure'
}

/** The exercise itself is wrong (an unknown option, a fixture it has no service for): never held against a learner. */
export class AuthorMistake extends Error {
  name = 'AuthorMistake'
}
