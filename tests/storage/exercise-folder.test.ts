import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readExerciseFolder, readSubmissionFolder } from '../../storage/exercise-folder.js'

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

t.test('reads a labelled sample as the submission that it is, without what is left out of an upload', async (t) => {
  const folder = t.testdir({
    'exercise.yaml': 'slug: x',
    submissions: {
      accepted: {
        'python-reference': { 'main.py': 'x', __pycache__: { 'main.pyc': 'x' }, 'expect.yaml': 'score: { min: 1 }' },
        'python-copy': { 'changes.yaml': 'base: accepted/python-reference' },
      },
    },
  })
  const submitted = { files: new Map([['main.py', Buffer.from('x')]]), leftOut: ['__pycache__'] }
  t.same(await readSubmissionFolder(join(folder, 'submissions/accepted/python-reference')), submitted)
  t.same(await readSubmissionFolder(join(folder, 'submissions/accepted/python-copy')), submitted)
})

t.test('a folder like a sample outside an exercise is a submission as it is', async (t) => {
  const folder = t.testdir({ submissions: { mine: { work: { 'changes.yaml': 'mine', 'main.py': 'x' } } } })
  const { files } = await readSubmissionFolder(join(folder, 'submissions/mine/work'))
  t.same([...files.keys()], ['changes.yaml', 'main.py'])
})
