import t from 'tap'
import { settleTree } from '../../../storage/archive/settle-tree.js'

const settle = (...paths: string[]) => [...settleTree(new Map(paths.map((path) => [path, path]))).keys()]

t.test('takes off the one folder around everything, once', async (t) => {
  t.same(settle('app/server.js', 'app/src/a.js'), ['server.js', 'src/a.js'])
  t.same(settle('app/src/a.js', 'app/src/b.js'), ['src/a.js', 'src/b.js'])
})

t.test('takes nothing off where a file or another folder lies beside it', async (t) => {
  t.same(settle('app/a.js', 'b.js'), ['app/a.js', 'b.js'])
  t.same(settle('app/a.js', 'lib/b.js'), ['app/a.js', 'lib/b.js'])
  t.same(settle('app/a.js', 'app2/b.js'), ['app/a.js', 'app2/b.js'])
  t.same(settle('a.js'), ['a.js'])
})

t.test('keeps public/, which PHP is served from', async (t) => {
  t.same(settle('public/index.php'), ['public/index.php'])
})

t.test('gives the paths sorted', async (t) => {
  t.same(settle('b', 'B', 'a/z', 'a.js'), ['B', 'a.js', 'a/z', 'b'])
})
