import t from 'tap'
import { parseContents } from '../../../../worker/sandbox/images/list-images.js'

t.test('every line of an image is an item of a kind, with a name and a version', (t) => {
  t.same(parseContents('runtime\tPython\t3.13.5\npackage\tFlask\t3.1.1\n'), [
    { kind: 'runtime', name: 'Python', version: '3.13.5' },
    { kind: 'package', name: 'Flask', version: '3.1.1' },
  ])
  t.same(parseContents(''), [])
  t.end()
})

t.test('a line that is no item is a fault of the build', (t) => {
  for (const line of [
    'package\tFlask',
    'package\tFlask\t',
    'packages\tFlask\t3.1.1',
    'package\tFlask\t3.1.1\tmore',
    'Flask 3.1.1',
  ]) {
    t.throws(() => parseContents(`runtime\tPython\t3.13.5\n${line}\n`), /is not an item/, line)
  }
  t.end()
})
