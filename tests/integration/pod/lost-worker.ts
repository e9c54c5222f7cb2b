import { newIdentity, openExamplePod, startServer } from './example-pod.js'

/** A worker that opens a pod with a service and a subject, says so, and then waits to be killed. */
const identity = newIdentity()
const pod = await openExamplePod('setInterval(() => console.log("alive"), 100)', identity, ['redis'])
await pod.startServices()
const subject = await pod.prepareSubject(startServer, 0)
await subject.start()
process.send?.(identity.runId)
