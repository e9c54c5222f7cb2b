import t from 'tap'
import { label, podLabels, podName } from '../../../worker/sandbox/labels.js'

const identity = { runId: 'r1', delivery: 2, worker: 'w1', lifetimeSeconds: 90 }

t.test('labels a pod with its run, its owner and its name', async (t) => {
  t.match(podLabels(identity), {
    [label.run]: 'r1',
    [label.delivery]: '2',
    [label.worker]: 'w1',
    [label.pod]: 'assay-r1-2',
  })
})

t.test('names two deliveries of a run apart', async (t) => {
  t.equal(podName(identity), 'assay-r1-2')
  t.not(podName(identity), podName({ ...identity, delivery: 3 }))
})

t.test('names the pods of one delivery apart', async (t) => {
  t.equal(podName({ ...identity, part: 'reference' }), 'assay-r1-2-reference')
})
