import t from 'tap'
import { describeFailure } from '../../sandbox-images/examiner/runner/describe-failure.js'

t.test('A message never says where the hidden tests and the examiner lie', (t) => {
  for (const place of [
    '/tmp/exam-Ab12Cd/hidden/correctness/a.test.mjs',
    '/opt/examiner/dist/sandbox-images/examiner/kit/test.js:3:1',
    'file:///tmp/exam-Ab12Cd/a.mjs',
  ]) {
    const message = describeFailure(new Error(`ENOENT: no such file, open '${place}'`))
    t.match(message, /^ENOENT: no such file, open 'the test file/, place)
    t.notMatch(message, /exam|js/, place)
  }
  t.end()
})
