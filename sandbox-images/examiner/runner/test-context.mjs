import { AsyncLocalStorage } from 'node:async_hooks'
import { setMaxListeners } from 'node:events'
import { createTranscript } from '../kit/http/transcript.mjs'

/** Tells, for an error that nobody awaited, which test it came from. */
export const activeTest = new AsyncLocalStorage()

/**
 * All that lives as long as one run of one test: its transcript, what must be closed, and the one
 * reason it failed for. The first reason wins.
 */
export function createTestContext() {
  const abort = new AbortController()
  const closers = []
  let reject
  setMaxListeners(0, abort.signal)
  const context = {
    signal: abort.signal,
    transcript: createTranscript(),
    lastExchange: undefined,
    isOver: false,
    /** @type {Error | null} */
    failure: null,
    onClose: (close) => closers.push(close),
    /** Rejects as soon as the test has failed from outside its own body. */
    failed: new Promise((_, rejectFailed) => (reject = rejectFailed)),
    /** Ends the test from outside: it fails with this error, and its requests are cut. */
    fail(error) {
      context.failure ??= error
      reject(error)
      abort.abort()
    },
    /** Ends whatever the test left running: its requests, its connections. */
    async close() {
      context.isOver = true
      abort.abort()
      await Promise.allSettled(closers.map((close) => close()))
    },
  }
  context.failed.catch(() => {})
  return context
}
