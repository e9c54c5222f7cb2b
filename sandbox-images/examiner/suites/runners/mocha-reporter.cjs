const { basename } = require('node:path')
const { createKeys, isListing, send, sendBegin, sendEnd } = require('./channel.cjs')

/** A reporter of mocha: names the tests before the first runs, then tells of each as it ends. */
module.exports = class MochaReporter {
  #keys = new Map()

  constructor(runner) {
    const failures = new Map()
    runner.once('start', () => this.#list(runner.suite))
    runner.on('test', (test) => sendBegin(this.#keyOf(test)))
    runner.on('fail', (failed, error) => {
      const message = error?.message || String(error)
      if (failed.type === 'test') failures.set(failed, message)
      else send({ type: 'missed', message: `${failed.title}: ${message}` })
    })
    runner.on('test end', (test) => {
      const message = failures.get(test) ?? (test.isPending() ? 'The suite skipped this test.' : null)
      sendEnd({ key: this.#keyOf(test), outcome: test.isPassed() && message === null ? 'passed' : 'failed', message })
    })
    runner.once('end', () => !isListing && send({ type: 'finished' }))
  }

  #list(suite) {
    const takeKey = createKeys()
    const tests = []
    suite.eachTest((test) => {
      const names = test.titlePath()
      const key = takeKey(basename(test.file ?? ''), ...names)
      this.#keys.set(test, key)
      tests.push({ key, folders: names.slice(0, -1), title: names.at(-1) })
    })
    if (isListing) {
      send({ type: 'listed', tests })
      process.exit()
    }
  }

  /** A test that mocha repeats by itself is a copy of the one that was listed. */
  #keyOf(test) {
    return this.#keys.get(test) ?? this.#keys.get(test.retriedTest?.()) ?? test.fullTitle()
  }
}
