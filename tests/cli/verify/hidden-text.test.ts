import t from 'tap'
import { examinerPlaces } from '../../../cli/verify/hidden-text.js'

const placesIn = (text: string) => text.match(examinerPlaces) ?? []

t.test("frames of the examiner's stack are places of it", async (t) => {
  for (const frame of [
    'at node:internal/process/task_queues:95:5',
    'at async Test.run (node:internal/test_runner/test:1125:9)',
    'at Socket.emit [as write] (node:internal/streams:5:1)',
    'at new Promise (node:internal/a:1:1)',
  ])
    t.equal(placesIn(`Error: no ${frame} and more`).length, 1, frame)
  t.same(placesIn('read /opt/examiner/main.js, /tmp/exam-a1b2/x'), ['/opt/examiner/main.js', '/tmp/exam-a1b2/x'])
})

t.test("words of a learner's test are none, even where its line breaks are gone", async (t) => {
  t.same(
    placesIn("at the same moment ok 9 - the last copy is lent once --- type: 'test' node:internal/test_runner"),
    [],
  )
  t.same(placesIn('at app.js:3:1'), [])
})
