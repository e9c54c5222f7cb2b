const { readSync, writeSync } = require('node:fs')

/** The examiner's end is another process: what is sent is there once this returns. */
const channel = 3

/** @param {{ type: string }} message */
exports.send = (message) => {
  let bytes = Buffer.from(`${JSON.stringify(message)}\n`)
  while (bytes.length > 0) bytes = bytes.subarray(writeSync(channel, bytes))
}

/** Blocks until the examiner lets the runner go on: the service may have to be started again first. */
const awaitLeave = () => readSync(channel, Buffer.alloc(1))

/** Tells the begin of a test and waits. @param {string} key */
exports.sendBegin = (key) => {
  exports.send({ type: 'begin', key })
  awaitLeave()
}

const longestMessage = 8000

/**
 * Tells the end of a test and waits. @param {{ key: string, outcome: 'passed' | 'failed', message?: string | null }}
 * result
 */
exports.sendEnd = ({ message, ...result }) => {
  exports.send({ type: 'end', ...result, message: message == null ? null : String(message).slice(0, longestMessage) })
  awaitLeave()
}

/** Keys by which a test is known in every run: its names, and which of those with the same names it is. */
exports.createKeys = () => {
  const counts = new Map()
  return (...names) => {
    const name = JSON.stringify(names)
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return count === 1 ? name : `${name} ${count}`
  }
}

exports.isListing = process.env.EXAM_MODE === 'list'
