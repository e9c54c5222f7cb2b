const { createKeys, isListing, send, sendBegin, sendEnd } = require('./channel.cjs')

const matcherNote = / \/\/ (Object\.is|deep) equality$/m

/** A reporter of jest: lists the tests of files whose tests were all skipped, or tells of each as it ends. */
module.exports = class JestReporter {
  #listed = []
  #listingKeys = createKeys()
  #runningKeys = new Map()

  onTestCaseStart(test, { ancestorTitles, title }) {
    if (isListing) return
    this.#openKey = this.#takeKey(test.path, [...ancestorTitles, title])
    sendBegin(this.#openKey)
  }

  #openKey

  onTestCaseResult(test, result) {
    if (isListing) return
    const key = this.#openKey ?? this.#takeKey(test.path, [...result.ancestorTitles, result.title])
    this.#openKey = undefined
    tellEnd(key, result)
  }

  onTestFileResult(test, { testResults, testExecError, failureMessage }) {
    if (testExecError) send({ type: isListing ? 'fault' : 'missed', message: failureMessage ?? testExecError.message })
    else if (isListing) this.#list(test.path, testResults)
    else this.#tellSkipped(test.path, testResults)
  }

  onRunComplete(_, { numTotalTestSuites, numRuntimeErrorTestSuites }) {
    if (isListing && numRuntimeErrorTestSuites === 0 && numTotalTestSuites > 0)
      send({ type: 'listed', tests: this.#listed })
    if (!isListing) send({ type: 'finished' })
  }

  #list(path, results) {
    for (const { ancestorTitles, title } of results) {
      this.#listed.push({ key: this.#listingKeys(path, ...ancestorTitles, title), folders: ancestorTitles, title })
    }
  }

  /** Those of which jest told nothing while the file ran. */
  #tellSkipped(path, results) {
    const takeKey = createKeys()
    for (const result of results) {
      const key = takeKey(path, ...result.ancestorTitles, result.title)
      if (!this.#told.has(key)) tellEnd(key, result)
    }
  }

  #told = new Set()

  #takeKey(path, names) {
    const takeKey = this.#runningKeys.get(path) ?? createKeys()
    this.#runningKeys.set(path, takeKey)
    const key = takeKey(path, ...names)
    this.#told.add(key)
    return key
  }
}

function tellEnd(key, { status, failureDetails, failureMessages }) {
  if (status === 'passed') return sendEnd({ key, outcome: 'passed' })
  if (status !== 'failed') return sendEnd({ key, outcome: 'failed', message: 'The suite skipped this test.' })
  const [error] = failureDetails
  const message = error?.matcherResult?.message || error?.message || failureMessages[0] || 'The test failed.'
  return sendEnd({ key, outcome: 'failed', message: message.replace(matcherNote, '') })
}
