import t from 'tap'
import { planStart } from '../../worker/languages/plans.js'
import { awaitLine, newIdentity, openExamplePod } from './pod/example-pod.js'

const server = `
process.on('SIGTERM', () => setTimeout(() => { console.log('saved'); process.exit() }, 300))
console.log('here')
setInterval(() => {}, 1000)
`

for (const line of ['node server.js', 'true && node server.js', 'node server.js; echo over']) {
  await t.test(`a service started by "${line}" gets SIGTERM and the time to save`, async (t) => {
    const plan = planStart('node', new Map([['Procfile', Buffer.from(`web: ${line}`)]]))
    if ('refusal' in plan) throw new Error(plan.refusal)
    await using pod = await openExamplePod(server, newIdentity(), [])
    const subject = await pod.prepareSubject({ command: plan.start, env: plan.env }, 0)
    await subject.start()
    await awaitLine(subject, 'here')
    await subject.restart('politely')
    t.ok(await awaitLine(subject, 'saved'))
  })
}
