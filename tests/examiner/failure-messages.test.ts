import t from 'tap'
import { importProjectFile } from '../project-file.js'

const { describeFailure } = (await importProjectFile('sandbox-images/examiner/runner/describe-failure.mjs')) as {
  describeFailure(error: unknown, lastExchange: undefined): string
}

t.test('A message never says where the hidden tests and the examiner lie', (t) => {
  for (const place of [
    '/tmp/exam-Ab12Cd/hidden/correctness/a.test.mjs',
    '/opt/examiner/kit/index.mjs:3:1',
    'file:///tmp/exam-Ab12Cd/a.mjs',
  ]) {
    const message = describeFailure(new Error(`ENOENT: no such file, open '${place}'`), undefined)
    t.match(message, /^ENOENT: no such file, open 'the test file/, place)
    t.notMatch(message, /exam|mjs/, place)
  }
  t.end()
})
