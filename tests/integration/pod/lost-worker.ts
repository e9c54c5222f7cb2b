import { newIdentity, openExamplePod, startServer } from './example-pod.js'

/**
 * A worker that opens a pod with a service and a subject, says so, and then waits to be killed.
 * Its clock is a minute late, so that the reaper's grace for a young pod is over at once.
 */
const readClock = Date.now
Date.now = () => readClock() - 60_000

const identity = newIdentity()
const pod = await openExamplePod('setInterval(() => console.log("alive"), 100)', identity, ['redis'])
await pod.startServices()
const subject = await pod.prepareSubject(startServer, 0)
await subject.start()
process.send?.(identity.runId)
