import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readExerciseFolder } from '../../storage/exercise-folder.js'

t.test('reads every file of a package, samples as they are, without what tools leave', async (t) => {
  const folder = t.testdir({
    'exercise.yaml': 'slug: x',
    '.git': { HEAD: 'ref' },
    node_modules: { left: { 'index.js': '' } },
    hidden: { correctness: { 'a.test.mjs': 'test' } },
    submissions: { accepted: { 'python-reference': { 'main.py': 'x', __pycache__: { 'main.pyc': 'x' } } } },
  })
  const tree = await readExerciseFolder(folder)
  t.same(
    [...tree.keys()],
    [
      'exercise.yaml',
      'hidden/correctness/a.test.mjs',
      'submissions/accepted/python-reference/__pycache__/main.pyc',
      'submissions/accepted/python-reference/main.py',
    ],
  )
  t.equal(tree.get('exercise.yaml')?.toString(), 'slug: x')
})

t.test('keeps a package of one folder as it is', async (t) => {
  const folder = t.testdir({ hidden: { 'a.mjs': '' } })
  t.same([...(await readExerciseFolder(folder)).keys()], ['hidden/a.mjs'])
})

t.test('refuses a package with a link', async (t) => {
  const folder = t.testdir({ 'exercise.yaml': 'slug: x' })
  await symlink('/etc/passwd', join(folder, 'statement.md'))
  await t.rejects(readExerciseFolder(folder), { name: 'RejectedUpload', reason: 'type', path: 'statement.md' })
})
